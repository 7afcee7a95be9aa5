import { readPercentile } from './percentile.ts'
import { batchMeans } from './stats/batch-means.ts'
import { moments } from './stats/moments.ts'
import type { Moments } from './stats/moments.ts'
import { quantile } from './stats/quantile.ts'

const NS_PER_MS = 1e6

/**
 * A series of durations, in the order in which they were taken, and its
 * figures, each computed once from the raw samples. In: ns. Out: ms.
 */
export class Durations {
  readonly ns: Float64Array
  #sortedNs: Float64Array | undefined
  #moments: Moments | undefined

  constructor(ns: Float64Array) {
    this.ns = ns
  }

  get n(): number {
    return this.ns.length
  }

  /** A copy, in ms. */
  get ms(): Float64Array {
    return this.ns.map((ns) => ns / NS_PER_MS)
  }

  /** Ascending, in ns. */
  get sortedNs(): Float64Array {
    return (this.#sortedNs ??= this.ns.toSorted())
  }

  get min(): number {
    return (this.sortedNs[0] ?? Number.NaN) / NS_PER_MS
  }

  get max(): number {
    return (this.sortedNs[this.n - 1] ?? Number.NaN) / NS_PER_MS
  }

  get mean(): number {
    return this.#computedMoments().mean / NS_PER_MS
  }

  /** Sample standard deviation (n − 1). */
  get stdDev(): number {
    return this.#computedMoments().stdDev / NS_PER_MS
  }

  /**
   * Hyndman–Fan type 8.
   *
   * @param p 0 to 100
   * @throws SkillperfError for a value outside, or one strictly between 0 and 1
   */
  percentile(p: number, place: string): number {
    return quantile(this.sortedNs, readPercentile(p, place) / 100) / NS_PER_MS
  }

  /** How many took this long or longer. */
  countAtLeast(limitMs: number): number {
    const limitNs = limitMs * NS_PER_MS
    let low = 0
    let high = this.n
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.sortedNs[middle] ?? 0) < limitNs) low = middle + 1
      else high = middle
    }
    return this.n - low
  }

  /** Means of up to 30 batches of consecutive samples, in ms. */
  batchMeans(): Float64Array {
    return batchMeans(this.ns).map((ns) => ns / NS_PER_MS)
  }

  #computedMoments(): Moments {
    return (this.#moments ??= moments(this.ns))
  }
}
