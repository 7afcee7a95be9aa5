import { NO_PARENT } from './span-table.ts'
import type { Trace } from './span-table.ts'

/**
 * Which spans lie directly in which, in flat columns: the children of a span
 * stand side by side, in order of their starts. It can be filled again, for the
 * next trace, without new memory.
 */
export class ChildIndex {
  #firsts = new Int32Array(0)
  #ends = new Int32Array(0)
  #children = new Int32Array(0)

  /** Forgets the trace before. */
  fill(trace: Trace): this {
    const { length } = trace
    if (this.#firsts.length < length) this.#grow(length)
    const firsts = this.#firsts
    const ends = this.#ends
    ends.fill(0, 0, length)
    for (let span = 0; span < length; span++) {
      const parent = trace.parent(span)
      if (parent !== NO_PARENT) ends[parent] = (ends[parent] ?? 0) + 1
    }
    let place = 0
    for (let span = 0; span < length; span++) {
      const count = ends[span] ?? 0
      firsts[span] = place
      ends[span] = place
      place += count
    }
    const unordered = this.#place(trace)
    if (unordered !== undefined) {
      for (const span of unordered) this.order(span, (a, b) => trace.startMs(a) - trace.startMs(b) || a - b)
    }
    return this
  }

  /** The place of a span's first child. */
  first(span: number): number {
    return this.#firsts[span] ?? 0
  }

  /** The place behind its last child. */
  end(span: number): number {
    return this.#ends[span] ?? 0
  }

  /** The span at a place. */
  at(place: number): number {
    return this.#children[place] ?? 0
  }

  /** Puts another child at a place; for those who need the children of a span in another order, and who need them last. */
  put(place: number, child: number): void {
    this.#children[place] = child
  }

  /** Orders the children of a span, up to a place. */
  order(span: number, compare: (a: number, b: number) => number, end: number = this.end(span)): void {
    this.#children.subarray(this.first(span), end).sort(compare)
  }

  /** Places all children; most were recorded as they began. @returns the spans whose children were not */
  #place(trace: Trace): Set<number> | undefined {
    const children = this.#children
    const ends = this.#ends
    let unordered: Set<number> | undefined
    for (let span = 0; span < trace.length; span++) {
      const parent = trace.parent(span)
      if (parent === NO_PARENT) continue
      const place = ends[parent] ?? 0
      if (place > this.first(parent) && trace.startMs(this.at(place - 1)) > trace.startMs(span)) {
        unordered ??= new Set()
        unordered.add(parent)
      }
      children[place] = span
      ends[parent] = place + 1
    }
    return unordered
  }

  #grow(length: number): void {
    const capacity = Math.max(64, length, this.#firsts.length * 2)
    this.#firsts = new Int32Array(capacity)
    this.#ends = new Int32Array(capacity)
    this.#children = new Int32Array(capacity)
  }
}
