import { max } from '../src/core/statistic.ts'
import type { Duration } from '../src/core/units.ts'
import { limitMatcher } from './limit-matcher.ts'
import type { LimitMatcher } from './limit-matcher.ts'

/**
 * Passes when every iteration took less than the limit: ms, or a string with a unit.
 *
 * @example expect(run).toHaveMaxBelow('3s')
 */
export const toHaveMaxBelow: LimitMatcher<Duration> = limitMatcher('toHaveMaxBelow', max)
