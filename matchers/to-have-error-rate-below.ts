import { errorRate } from '../src/core/statistic.ts'
import type { Share } from '../src/core/units.ts'
import { limitMatcher } from './limit-matcher.ts'
import type { LimitMatcher } from './limit-matcher.ts'

/**
 * Passes when a smaller share of the iterations failed than the limit: above 0
 * and up to 1, or a percentage. With it, failed iterations alone do not fail
 * the test; without it, one does.
 *
 * @example expect(run).toHaveErrorRateBelow('1%')
 */
export const toHaveErrorRateBelow: LimitMatcher<Share> = limitMatcher('toHaveErrorRateBelow', errorRate)
