import type { BenchResult } from './bench-result.ts'
import { bins } from './stats/bins.ts'
import { TIMING_BRANDS } from './timing.ts'
import type { Timing } from './timing.ts'

/** A benchmark's result, judged like a measurement of as many iterations. Durations are ms. */
export class BenchTiming implements Timing {
  readonly clock = 'real'
  readonly errors = 0
  readonly errorRate = 0
  readonly firstErrors: readonly [] = []
  readonly dropped = 0
  readonly stopping = 'fixed'
  readonly timeIsUp = false
  readonly counts: Timing['counts'] = {}
  readonly seed = 1
  readonly #result: BenchResult

  constructor(result: BenchResult) {
    this.#result = result
  }

  get [Symbol.toStringTag](): string {
    return TIMING_BRANDS.bench
  }

  get name(): string {
    return this.#result.name
  }

  get n(): number {
    return this.#result.n
  }

  get iterations(): number {
    return this.#result.n
  }

  get min(): number {
    return this.#result.minMs
  }

  get max(): number {
    return this.#result.maxMs
  }

  get mean(): number {
    return this.#result.meanMs
  }

  get stdDev(): number {
    return this.#result.stdDevMs
  }

  get throughput(): number {
    return this.#result.throughput
  }

  /** @throws SkillperfError when the result does not hold this percentile */
  percentile(p: number): number {
    return this.#result.percentileMs(p)
  }

  countAtLeast(limitMs: number): number | undefined {
    return this.#result.countAtLeast(limitMs)
  }

  /** Not known: samples are not kept in their order. */
  durationBatches(): undefined {
    return undefined
  }

  paceBatches(): undefined {
    return undefined
  }

  /** None where the samples are not kept. */
  bins(most: number): readonly number[] {
    return bins(this.#result.sortedMs ?? [], most)
  }
}

/** Whether figures are a benchmark's. */
export function isBenchTiming(timing: Timing): boolean {
  return Reflect.get(timing, Symbol.toStringTag) === TIMING_BRANDS.bench
}
