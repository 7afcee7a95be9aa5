import type { SpanTable } from './span-table.ts'

/**
 * A trace that is too long to be held whole: its first spans are kept, to be
 * shown as a tree. Those among them that were still running end as they really do.
 */
export class LongTrace {
  /** All before was added up. */
  untilMs: number
  readonly #first: SpanTable
  /** Of the spans that the trace goes on with, the first ones: what their numbers were. */
  #running: number[] = []

  /** @param table the first part, with what is running suspended */
  constructor(table: SpanTable, nowMs: number) {
    this.#first = table.copy()
    this.untilMs = nowMs
    for (let span = 0; span < table.length; span++) if (table.suspended(span)) this.#running.push(span)
  }

  /** Takes a further part. */
  goOn(table: SpanTable, nowMs: number): void {
    this.untilMs = nowMs
    this.#running = this.#running.filter((old, span) => {
      if (!table.suspended(span)) this.#first.endAs(old, table, span)
      return table.suspended(span)
    })
  }

  /**
   * Takes the last part.
   *
   * @returns the first spans
   */
  end(table: SpanTable): SpanTable {
    for (const [span, old] of this.#running.entries()) this.#first.endAs(old, table, span)
    return this.#first
  }
}
