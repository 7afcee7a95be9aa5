import type { Sla } from '../src/core/sla.ts'
import type { Duration, Rate, Share } from '../src/core/units.ts'

/**
 * One augmentation for Vitest 4 and 5: their `Matchers` interfaces differ, but
 * both build on Chai's assertions.
 */
declare global {
  // oxlint-disable-next-line typescript/no-namespace -- the only name that both versions share
  namespace Chai {
    interface Assertion {
      /** Passes when half of the iterations took less than the limit: ms, or a string with a unit. */
      toHaveP50Below(limit: Duration): void
      /** Passes when 90 % of the iterations took less than the limit: ms, or a string with a unit. */
      toHaveP90Below(limit: Duration): void
      /** Passes when 95 % of the iterations took less than the limit: ms, or a string with a unit. */
      toHaveP95Below(limit: Duration): void
      /** Passes when 99 % of the iterations took less than the limit: ms, or a string with a unit. */
      toHaveP99Below(limit: Duration): void
      /** Passes when percentile `p` (0 to 100) is below the limit: ms, or a string with a unit. */
      toHavePercentileBelow(p: number, limit: Duration): void
      /** Passes when the mean duration is below the limit: ms, or a string with a unit. */
      toHaveMeanBelow(limit: Duration): void
      /** Passes when every iteration took less than the limit: ms, or a string with a unit. */
      toHaveMaxBelow(limit: Duration): void
      /** Passes when more iterations succeeded per second than the limit: a number, or `'3000/min'`. */
      toHaveThroughputAbove(limit: Rate): void
      /** Passes when a smaller share of the iterations failed than the limit: 0 to 1, or `'1%'`. */
      toHaveErrorRateBelow(limit: Share): void
      /** Passes when every limit is kept; the failure lists them all. */
      toMeetSla(sla: Sla): void
    }
  }
}
