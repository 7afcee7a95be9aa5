import { percentile } from '../src/core/statistic.ts'
import type { Duration } from '../src/core/units.ts'
import { limitMatcher } from './limit-matcher.ts'
import type { LimitMatcher } from './limit-matcher.ts'

/**
 * Passes when 90 % of the iterations took less than the limit.
 *
 * Limit: ms, or a string with a unit. Needs 29 samples.
 *
 * @example expect(run).toHaveP90Below('1.5s')
 */
export const toHaveP90Below: LimitMatcher<Duration> = limitMatcher(
  'toHaveP90Below',
  percentile(90, 'toHaveP90Below'),
)
