import { percentile } from '../src/core/statistic.ts'
import type { Duration } from '../src/core/units.ts'
import { limitMatcher } from './limit-matcher.ts'
import type { LimitMatcher } from './limit-matcher.ts'

/**
 * Passes when 95 % of the iterations took less than the limit.
 *
 * Limit: ms, or a string with a unit. Needs 59 samples.
 *
 * @example expect(run).toHaveP95Below('1.5s')
 */
export const toHaveP95Below: LimitMatcher<Duration> = limitMatcher(
  'toHaveP95Below',
  percentile(95, 'toHaveP95Below'),
)
