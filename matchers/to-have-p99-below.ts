import { percentile } from '../src/core/statistic.ts'
import type { Duration } from '../src/core/units.ts'
import { limitMatcher } from './limit-matcher.ts'
import type { LimitMatcher } from './limit-matcher.ts'

/**
 * Passes when 99 % of the iterations took less than the limit.
 *
 * Limit: ms, or a string with a unit. Needs 299 samples.
 *
 * @example expect(run).toHaveP99Below('1.5s')
 */
export const toHaveP99Below: LimitMatcher<Duration> = limitMatcher(
  'toHaveP99Below',
  percentile(99, 'toHaveP99Below'),
)
