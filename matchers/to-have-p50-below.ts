import { percentile } from '../src/core/statistic.ts'
import type { Duration } from '../src/core/units.ts'
import { limitMatcher } from './limit-matcher.ts'
import type { LimitMatcher } from './limit-matcher.ts'

/**
 * Passes when half of the iterations took less than the limit (the median).
 *
 * Limit: ms, or a string with a unit. Needs 5 samples.
 *
 * @example expect(run).toHaveP50Below('1.5s')
 */
export const toHaveP50Below: LimitMatcher<Duration> = limitMatcher(
  'toHaveP50Below',
  percentile(50, 'toHaveP50Below'),
)
