import { throughput } from '../src/core/statistic.ts'
import type { Rate } from '../src/core/units.ts'
import { limitMatcher } from './limit-matcher.ts'
import type { LimitMatcher } from './limit-matcher.ts'

/**
 * Passes when more iterations succeeded per second than the limit: a number, or
 * a string such as `'3000/min'`. Time in which no iteration ran does not count.
 *
 * @example expect(run).toHaveThroughputAbove('50/s')
 */
export const toHaveThroughputAbove: LimitMatcher<Rate> = limitMatcher('toHaveThroughputAbove', throughput)
