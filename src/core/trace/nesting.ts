import { NO_PARENT } from './span-table.ts'
import type { Trace } from './span-table.ts'

/**
 * Tells at once whether one span lies in another, however deep: spans are
 * numbered anew, so that all within one have the numbers that follow its own. It
 * can be filled again, for the next trace.
 */
export class Nesting {
  #numbers = new Int32Array(0)
  /** Of a span and all within it. */
  #sizes = new Int32Array(0)

  fill(trace: Trace): this {
    const { length } = trace
    if (this.#numbers.length < length) {
      this.#numbers = new Int32Array(length * 2)
      this.#sizes = new Int32Array(length * 2)
    }
    const numbers = this.#numbers
    const sizes = this.#sizes
    sizes.fill(1, 0, length)
    // Parents come before their children.
    for (let span = length - 1; span > 0; span--) {
      const parent = trace.parent(span)
      if (parent !== NO_PARENT) sizes[parent] = (sizes[parent] ?? 0) + (sizes[span] ?? 0)
    }
    // The next free number within each span stands where its own stood, until the last pass.
    for (let span = 0; span < length; span++) {
      const parent = trace.parent(span)
      const number = parent === NO_PARENT ? 0 : (numbers[parent] ?? 0)
      if (parent !== NO_PARENT) numbers[parent] = number + (sizes[span] ?? 0)
      numbers[span] = number + 1
    }
    // By then a span with all that is within it is used up.
    for (let span = 0; span < length; span++) {
      numbers[span] = (numbers[span] ?? 0) - (sizes[span] ?? 0)
    }
    return this
  }

  /** Whether a span is within another one, or that one itself. */
  isWithin(inner: number, outer: number): boolean {
    const distance = (this.#numbers[inner] ?? 0) - (this.#numbers[outer] ?? 0)
    return distance >= 0 && distance < (this.#sizes[outer] ?? 0)
  }
}
