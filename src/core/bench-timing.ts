import { SkillperfError } from './errors.ts'
import type { BenchResult } from './bench-result.ts'
import { bins } from './stats/bins.ts'
import { TIMING_BRANDS } from './timing.ts'
import type { Timing } from './timing.ts'
import { publicName } from './redact.ts'

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

  /** @throws SkillperfError when the provider has kept neither samples nor a histogram to count them in */
  countAtLeast(limitMs: number): number {
    const count = this.#result.countAtLeast(limitMs)
    if (count !== undefined) return count
    throw new SkillperfError(
      `the benchmark "${publicName(this.name)}" does not tell how many of its samples were too slow: the provider that ran it keeps neither samples nor a histogram. ` +
        "Write benchmark: { provider: 'skillperf/bench' } into the config, and let it run again what bench.from() reads.",
    )
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
