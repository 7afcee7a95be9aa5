import { Durations } from './durations.ts'
import { bins } from './stats/bins.ts'
import { TIMING_BRANDS } from './timing.ts'
import type { Stopping, Timing } from './timing.ts'
import type { ClockKind } from './time/clock.ts'

/**
 * One kind of duration within a measurement, such as the time to the first
 * item of a stream: it is judged like the measurement itself. Durations are ms.
 */
export class DurationView implements Timing {
  /** What it is a view of. */
  readonly of: Timing
  /** `first item`. */
  readonly label: string
  /** `research · first item`. */
  readonly name: string
  /** How the user reaches it: `run.firstItem`. */
  readonly path: string
  readonly clock: ClockKind
  readonly stopping: Stopping
  readonly timeIsUp: boolean
  readonly seed: number
  readonly errors: number
  readonly errorRate: number
  readonly firstErrors: Timing['firstErrors']
  readonly dropped: number
  readonly counts: Timing['counts']
  readonly throughput: number
  readonly #durations: Durations

  /** @param of the measurement that it belongs to */
  constructor(of: Timing, label: string, path: string, samplesNs: Float64Array) {
    this.of = of
    this.label = label
    this.name = `${of.name} · ${label}`
    this.path = path
    this.clock = of.clock
    this.stopping = of.stopping
    this.timeIsUp = of.timeIsUp
    this.seed = of.seed
    this.errors = of.errors
    this.errorRate = of.errorRate
    this.firstErrors = of.firstErrors
    this.dropped = of.dropped
    this.counts = {}
    this.#durations = new Durations(samplesNs)
    this.throughput = (of.throughput * this.#durations.n) / of.n
  }

  get [Symbol.toStringTag](): string {
    return TIMING_BRANDS.view
  }

  get n(): number {
    return this.#durations.n
  }

  /** Milliseconds of each, in order. */
  get samples(): Float64Array {
    return this.#durations.ms
  }

  get min(): number {
    return this.#durations.min
  }

  get max(): number {
    return this.#durations.max
  }

  get mean(): number {
    return this.#durations.mean
  }

  /** Sample standard deviation (n − 1). */
  get stdDev(): number {
    return this.#durations.stdDev
  }

  get p50(): number {
    return this.percentile(50)
  }

  get p90(): number {
    return this.percentile(90)
  }

  get p95(): number {
    return this.percentile(95)
  }

  get p99(): number {
    return this.percentile(99)
  }

  /**
   * Any percentile, in milliseconds (Hyndman–Fan type 8).
   *
   * @param p 0 to 100
   * @throws SkillperfError for a value outside, or one strictly between 0 and 1
   */
  percentile(p: number): number {
    return this.#durations.percentile(p, `${this.path}.percentile(${p})`)
  }

  countAtLeast(limitMs: number): number {
    return this.#durations.countAtLeast(limitMs)
  }

  durationBatches(): Float64Array {
    return this.#durations.batchMeans()
  }

  /** The measurement's time per success, spread over the samples that there are. */
  paceBatches(): Float64Array | undefined {
    const scale = this.of.n / this.n
    return this.of.paceBatches()?.map((ms) => ms * scale)
  }

  bins(most: number): readonly number[] {
    return bins(this.#durations.sortedNs, most)
  }

  /** The main figures, in ms: what `JSON.stringify` shows. */
  toJSON(): Record<string, unknown> {
    const { name, clock, n, min, mean, p50, p95, p99, max } = this
    return { name, clock, n, min, mean, p50, p95, p99, max }
  }
}

/** Whether a timing is a view of a measurement. */
export function isView(timing: Timing): timing is DurationView {
  return Reflect.get(timing, Symbol.toStringTag) === TIMING_BRANDS.view
}
