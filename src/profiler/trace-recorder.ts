import { NO_PARENT, SpanTable } from '../core/trace/span-table.ts'
import type { SpanAttributes, SpanNames } from '../core/trace/span-table.ts'
import { OpenSpan } from './open-span.ts'

/** Records the spans of one trace: an iteration, or a call of a profiled skill. */
export class TraceRecorder {
  readonly table: SpanTable
  readonly root: OpenSpan
  /** Whose trace it is: what tells one listener's traces from another's. */
  readonly owner: object
  readonly #now: () => number
  #closed = false

  /** @param now ms of the trace's clock */
  constructor(owner: object, name: string, names: SpanNames, now: () => number, startMs: number = now()) {
    this.owner = owner
    this.#now = now
    this.table = new SpanTable(names)
    this.root = new OpenSpan(this, this.table.begin(names.idOf(name), NO_PARENT, startMs), undefined, name)
  }

  get closed(): boolean {
    return this.#closed
  }

  /** @returns undefined when the trace is over: the span comes too late */
  begin(
    name: string,
    parent: OpenSpan,
    attributes?: SpanAttributes,
    startMs: number = this.#now(),
  ): OpenSpan | undefined {
    if (this.#closed) return undefined
    const id = this.table.begin(this.table.names.idOf(name), parent.id, startMs)
    const span = new OpenSpan(this, id, parent, name)
    if (attributes !== undefined) this.annotate(span, attributes)
    return span
  }

  end(span: OpenSpan, failed: boolean, endMs: number = this.#now()): void {
    if (!this.#closed) this.table.end(span.id, endMs, failed)
  }

  endedTwice(_span: OpenSpan): void {}

  annotate(span: OpenSpan, attributes: SpanAttributes): void {
    if (!this.#closed) this.table.annotate(span.id, attributes)
  }

  /** Records a span whose times are known, in ms of the trace's clock. */
  add(
    name: string,
    parent: OpenSpan,
    times: { readonly startMs: number; readonly endMs: number; readonly failed?: boolean },
    attributes?: SpanAttributes,
  ): OpenSpan | undefined {
    const span = this.begin(name, parent, attributes, times.startMs)
    if (span !== undefined) this.end(span, times.failed ?? false, times.endMs)
    return span
  }

  now(): number {
    return this.#now()
  }

  /** Ends the trace, and cuts what is still open. */
  close(endMs: number = this.#now(), failed: boolean = false): SpanTable {
    this.#closed = true
    this.table.end(0, endMs, failed)
    for (let span = 1; span < this.table.length; span++) {
      if (Number.isNaN(this.table.endMs(span))) this.table.cutAt(span, endMs)
    }
    return this.table
  }
}
