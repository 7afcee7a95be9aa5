/** Durations in ns, growing without a copy per sample. */
export class SampleBuffer {
  #values: Float64Array
  #length = 0

  constructor(capacity: number) {
    this.#values = new Float64Array(Math.max(16, Math.min(capacity, 65_536)))
  }

  get length(): number {
    return this.#length
  }

  push(ns: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(this.#length * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.#length++] = ns
  }

  /** The last so many, or all there are. */
  last(most: number): Float64Array {
    return this.#values.slice(Math.max(0, this.#length - most), this.#length)
  }

  toArray(): Float64Array {
    return this.#values.slice(0, this.#length)
  }
}
