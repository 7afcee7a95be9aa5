import type { ByteSize } from '../src/core/byte-size.ts'
import type { Money } from '../src/core/calls/cost.ts'
import type { AllocationOptions, PeakOptions } from '../src/core/options/allocation-options.ts'
import type { LeakOptions } from '../src/core/options/leak-options.ts'
import type { Sla } from '../src/core/sla.ts'
import type { Duration, Rate, Share } from '../src/core/units.ts'
import type { PerOption } from './count-options.ts'
import type { CostLimitOptions } from './to-cost-at-most.ts'
import type { BaselineMatchOptions } from './to-match-baseline.ts'
import type { HitRateOptions } from './to-have-cache-hit-rate-above.ts'
import type { TokenLimitOptions } from './to-use-tokens-at-most.ts'

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
      /** Passes when every iteration called a mock no more than so often; with `{ per: 'run' }`, all together. */
      toCallAtMost(name: string, n: number, options?: PerOption): void
      /** Passes when no iteration retried more than so often. */
      toRetryAtMost(n: number): void
      /** Passes when no iteration used more tokens of language models than this. */
      toUseTokensAtMost(n: number, options?: TokenLimitOptions): void
      /** Passes when the tokens of no iteration cost more than the limit, such as `'$0.02'`, at your prices per million. */
      toCostAtMost(limit: Money, options: CostLimitOptions): void
      /** Passes when no iteration asked a mock the same twice; what had failed may be asked again. */
      toNotRepeatCalls(): void
      /** Passes when no iteration has a longer chain of calls, one after the other, than this. */
      toHaveSerialDepthAtMost(n: number): void
      /** Passes when the median call of a language model gave more output tokens per second than the limit. */
      toHaveTokensPerSecondAbove(n: number): void
      /** Passes when a cache knew the answer to a larger share of the lookups than the limit: 0 to below 1, or `'80%'`. */
      toHaveCacheHitRateAbove(share: Share, options?: HitRateOptions): void
      /** Passes when at least one iteration has a span of this name. */
      toHaveSpan(name: string): void
      /** Passes when no other operation has a larger share of the critical path. */
      toHaveBottleneck(name: string): void
      /** Passes when spans of each two of these names overlap, in every iteration that has both; of one name, its own. */
      toRunConcurrently(name: string, ...names: string[]): void
      /** Passes when the measurement is not worse than what the baseline file has of it; what it does not have yet passes. */
      toMatchBaseline(options?: BaselineMatchOptions): void
      /** Runs a function, and passes when the event loop never stood still for as long as the limit: ms, or a string with a unit. */
      toNotBlockEventLoop(limit: Duration): Promise<void>
      /** Calls a function over and over, and passes when the memory that it keeps does not grow with the number of calls. */
      toNotLeakMemory(options?: LeakOptions): Promise<void>
      /** Calls a function over and over, and passes when each call allocates fewer bytes than the limit: bytes, or a string with a unit. */
      toAllocateBelow(limit: ByteSize, options?: AllocationOptions): Promise<void>
      /** Runs a function, and passes when what it holds at once stays below the limit: bytes, or a string with a unit. */
      toHavePeakHeapBelow(limit: ByteSize, options?: PeakOptions): Promise<void>
    }
  }
}
