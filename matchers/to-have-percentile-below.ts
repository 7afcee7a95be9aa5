import { show } from '../src/core/errors.ts'
import { percentile } from '../src/core/statistic.ts'
import type { Duration } from '../src/core/units.ts'
import { matchLimit } from './limit-matcher.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'

/**
 * Passes when a percentile of the durations is below the limit: ms, or a
 * string with a unit. A percentile p needs ln 0.05 / ln (p / 100) samples: 59
 * for p95, 299 for p99.
 *
 * @param p 0 to 100
 * @example expect(run).toHavePercentileBelow(99.9, '2s')
 */
export function toHavePercentileBelow(
  this: MatcherState,
  subject: unknown,
  p: number,
  limit: Duration,
): MatcherResult {
  const name = 'toHavePercentileBelow'
  const args = `${show(p)}, ${show(limit)}`
  return matchLimit(this, { name, statistic: percentile(p, name), subject, limit, args })
}
