import { mean } from '../src/core/statistic.ts'
import type { Duration } from '../src/core/units.ts'
import { limitMatcher } from './limit-matcher.ts'
import type { LimitMatcher } from './limit-matcher.ts'

/**
 * Passes when the mean duration is below the limit: ms, or a string with a unit. Needs 10 samples.
 *
 * @example expect(run).toHaveMeanBelow('800ms')
 */
export const toHaveMeanBelow: LimitMatcher<Duration> = limitMatcher('toHaveMeanBelow', mean)
