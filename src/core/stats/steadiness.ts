import { median } from './median.ts'

/** Longer than what the garbage collector does at a time, during which everything may be many times as slow. */
const WINDOW_NS = 50e6
const LEAST_IN_WINDOW = 5
/** A window this much faster than both before it says that warming up goes on. */
const STILL_FASTER = 0.95

/**
 * Tells when a series has stopped getting faster, which just-in-time
 * compilation and filling caches make it: windows of at least 50 ms and 5
 * samples; it is steady when the median of the last is not below 95 % of the
 * medians of the two before.
 */
export class Steadiness {
  readonly #medians: number[] = []
  #window: number[] = []
  #windowNs = 0

  /** @param ns a duration, in order */
  add(ns: number): void {
    this.#window.push(ns)
    this.#windowNs += ns
    if (this.#windowNs < WINDOW_NS || this.#window.length < LEAST_IN_WINDOW) return
    this.#medians.push(median(this.#window))
    this.#window = []
    this.#windowNs = 0
  }

  get steady(): boolean {
    const [before, previous, last] = this.#medians.slice(-3)
    if (before === undefined || previous === undefined || last === undefined) return false
    return last >= STILL_FASTER * Math.min(before, previous)
  }
}
