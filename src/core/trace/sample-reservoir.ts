import type { Random } from '../time/random.ts'

const FIRST_CAPACITY = 16

/** How many samples may be held, of one name and of all together. */
export interface SampleBudget {
  readonly each: number
  /** What is left for all. */
  left: number
}

/**
 * Holds all samples while they are few; then, of all that came, a fair sample,
 * in which each has had the same chance (Li, "Reservoir-Sampling Algorithms of
 * Time Complexity O(n(1 + log(N/n)))", 1994, algorithm L).
 */
export class SampleReservoir {
  readonly #random: Random
  readonly #budget: SampleBudget
  #values = new Float64Array(0)
  #length = 0
  /** How many came. */
  #seen = 0
  /** Which of those that come is put in the place of another. */
  #next = Infinity
  #weight = 1

  constructor(random: Random, budget: SampleBudget) {
    this.#random = random
    this.#budget = budget
  }

  add(value: number): void {
    const nth = this.#seen++
    if (this.#next === Infinity && this.#weight === 1) {
      if (this.#length < this.#values.length || this.#grow()) {
        this.#values[this.#length++] = value
        return
      }
      this.#skip(nth - 1)
    }
    if (nth !== this.#next) return
    this.#values[Math.floor(this.#random() * this.#length)] = value
    this.#skip(nth)
  }

  /** Not all that came are in it. */
  get isPartial(): boolean {
    return this.#seen > this.#length
  }

  /** In the order in which they came, unless {@link isPartial}. */
  toArray(): Float64Array {
    return this.#values.slice(0, this.#length)
  }

  #skip(nth: number): void {
    // 1 − random() is never 0.
    this.#weight *= Math.exp(Math.log(1 - this.#random()) / this.#length)
    this.#next = nth + 1 + Math.floor(Math.log(1 - this.#random()) / Math.log1p(-this.#weight))
  }

  /** Every name may have a few. */
  #grow(): boolean {
    const capacity = Math.min(this.#budget.each, Math.max(FIRST_CAPACITY, this.#values.length * 2))
    const more = capacity - this.#values.length
    if (more <= 0 || (more > this.#budget.left && this.#values.length > 0)) return false
    this.#budget.left -= more
    const larger = new Float64Array(capacity)
    larger.set(this.#values)
    this.#values = larger
    return true
  }
}
