import { Durations } from './durations.ts'
import { bins } from './stats/bins.ts'

/**
 * The figures of a series of durations, in milliseconds: what a measurement
 * and each view of one have in common. Percentiles are computed once, from the
 * raw samples (Hyndman–Fan type 8).
 */
export abstract class DurationFigures {
  readonly #durations: Durations
  /** How the user reaches it, for errors: `run`, `run.firstItem`. */
  readonly path: string

  /** @param ns in the order in which they were taken */
  constructor(ns: Float64Array, path: string) {
    this.#durations = new Durations(ns)
    this.path = path
  }

  /** Samples. */
  get n(): number {
    return this.#durations.n
  }

  /** Milliseconds of each sample, in order of completion. */
  get samples(): Float64Array {
    return this.#durations.ms
  }

  /** Sorted samples in ns: what quantiles, bins and histograms are made of. */
  get sortedNs(): Float64Array {
    return this.#durations.sortedNs
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

  get p75(): number {
    return this.percentile(75)
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

  /** The 99.9th percentile. */
  get p999(): number {
    return this.percentile(99.9)
  }

  /**
   * Any percentile, in milliseconds.
   *
   * @param p 0 to 100
   * @throws SkillperfError for a value outside, or one strictly between 0 and 1, which is most probably a share
   */
  percentile(p: number): number {
    return this.#durations.percentile(p, `${this.path}.percentile(${p})`)
  }

  /** How many samples took this many milliseconds or longer. */
  countAtLeast(limitMs: number): number {
    return this.#durations.countAtLeast(limitMs)
  }

  /** Mean duration in each of up to 30 batches of consecutive samples, in ms. */
  durationBatches(): Float64Array {
    return this.#durations.batchMeans()
  }

  /** Samples in equal bins from min to max. */
  bins(most: number): readonly number[] {
    return bins(this.sortedNs, most)
  }

  /** The main figures, in ms: what `JSON.stringify` and `console.log` show. */
  abstract toJSON(): Record<string, unknown>
}

// What Node's `console.log` shows: getters would be left out.
Object.defineProperty(DurationFigures.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value(this: DurationFigures) {
    return this.toJSON()
  },
})
