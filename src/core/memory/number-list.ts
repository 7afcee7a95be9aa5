const FIRST_CAPACITY = 1_024

/** Whole numbers from 0 up to 2³² − 1, as many as come. */
export class NumberList {
  #numbers: Uint32Array
  #length = 0

  /** @param capacity how many are expected */
  constructor(capacity: number = FIRST_CAPACITY) {
    this.#numbers = new Uint32Array(Math.max(1, capacity))
  }

  push(value: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Uint32Array(2 * this.#length)
      larger.set(this.#numbers)
      this.#numbers = larger
    }
    this.#numbers[this.#length++] = value
  }

  all(): Uint32Array {
    return this.#numbers.subarray(0, this.#length)
  }
}
