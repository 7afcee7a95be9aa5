import type { OpenSpan } from './open-span.ts'

/** Which row of a trace's table a span is in, by its id. Of a trace that goes on in parts, rows are given anew. */
export class SpanRows {
  /** The ids of what earlier parts have left, which are in the first rows; ascending, as rows are. */
  #left: Float64Array | undefined
  /** How much lower than its id the row of any other span is. */
  #shift = 0

  idOf(row: number): number {
    return this.#left?.[row] ?? row + this.#shift
  }

  /** The row of a span; of one that has ended and was forgotten, that of the nearest around it. */
  of(span: OpenSpan): number {
    if (this.#left === undefined) return span.id
    let known = span
    for (;;) {
      const row = known.id - this.#shift
      if (row >= this.#left.length) return row
      const left = placeOf(known.id, this.#left)
      if (left !== undefined) return left
      // The first row is that of the root, which is never forgotten.
      if (known.parent === undefined) return 0
      known = known.parent
    }
  }

  /**
   * Forgets all rows but some, which are 0, 1, … now.
   *
   * @param length how many there were
   */
  keep(rows: Int32Array, length: number): void {
    const left = Float64Array.from(rows, (row) => this.idOf(row))
    this.#shift += length - left.length
    this.#left = left
  }
}

/** The place of an id among ids in ascending order. */
function placeOf(id: number, ids: Float64Array): number | undefined {
  let from = 0
  let until = ids.length
  while (from < until) {
    const middle = (from + until) >>> 1
    if ((ids[middle] ?? 0) < id) from = middle + 1
    else until = middle
  }
  return ids[from] === id ? from : undefined
}
