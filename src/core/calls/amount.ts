/** How much of something the iterations of a measurement came to. */
export interface Amount {
  /** In the whole measurement, warm-up left out. */
  readonly total: number
  /** In one iteration. */
  readonly perIteration: {
    readonly min: number
    readonly mean: number
    readonly max: number
    /** The first iteration with the most; undefined when nothing ran. */
    readonly worst: number | undefined
  }
}

/** Adds an amount up, iteration by iteration. */
export class AmountBuilder {
  #total = 0
  #min = Infinity
  #max = 0
  #worst: number | undefined
  #added = 0

  add(iteration: number, amount: number): void {
    this.#added++
    this.#total += amount
    this.#min = Math.min(this.#min, amount)
    // Iterations that run at the same time end in any order.
    const isWorst =
      this.#worst === undefined || amount > this.#max || (amount === this.#max && iteration < this.#worst)
    if (!isWorst) return
    this.#max = amount
    this.#worst = iteration
  }

  /** @param iterations all there were: those that were not added had nothing */
  amount(iterations: number): Amount {
    return {
      total: this.#total,
      perIteration: {
        min: this.#added < iterations || this.#added === 0 ? 0 : this.#min,
        mean: iterations === 0 ? 0 : this.#total / iterations,
        max: this.#max,
        worst: this.#worst,
      },
    }
  }
}
