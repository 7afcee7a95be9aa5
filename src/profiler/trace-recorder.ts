import { publicAttributes } from '../core/trace/public-attributes.ts'
import type { SpanFaults } from '../core/trace/span-faults.ts'
import { readSpanName } from '../core/trace/span-name.ts'
import { NO_PARENT, SpanTable } from '../core/trace/span-table.ts'
import type { SpanAttributes, SpanNames } from '../core/trace/span-table.ts'
import { OpenSpan } from './open-span.ts'
import { requireSpanName } from './require-span-name.ts'
import { SpanRows } from './span-rows.ts'

/** With more names than these, they are made of data: the rest goes by one. */
const MOST_NAMES = 10_000
const OTHER_NAMES = '(other names)'
/** A trace with more spans than these is handed on in parts: 3 MB. */
const MOST_SPANS = 100_000
/** So is one with more characters in attributes than these for each of them: 10 MB. */
const CHARS_PER_SPAN = 100

/** Whose traces they are: what tells one listener's from another's. */
export interface TraceOwner {
  /** What was wrong with the spans, added up over all traces. */
  readonly faults: SpanFaults
  /** In a test: names of users that nobody can read are errors, and roots are iterations, not spans of users. */
  readonly strict: boolean
  /** The root was ended by whoever has opened it. */
  rootEnded?(trace: TraceRecorder, failed: boolean): void
  /** A trace is too long to be held whole: what is not suspended in its table is forgotten next. */
  partEnded?(trace: TraceRecorder, nowMs: number): void
}

export interface TraceRoom {
  readonly table?: SpanTable
  readonly mostSpans?: number
}

/** Records the spans of one trace: an iteration, or a call of a profiled skill. */
export class TraceRecorder {
  readonly table: SpanTable
  readonly root: OpenSpan
  readonly owner: TraceOwner
  readonly #now: () => number
  #closed = false
  #mostSpans: number
  readonly #rows = new SpanRows()

  /**
   * @param now ms of the trace's clock
   * @param room an empty table, and how many spans are held at once
   */
  constructor(
    owner: TraceOwner,
    name: string,
    names: SpanNames,
    now: () => number,
    startMs: number = now(),
    { table = new SpanTable(names), mostSpans = MOST_SPANS }: TraceRoom = {},
  ) {
    this.owner = owner
    this.#now = now
    this.#mostSpans = mostSpans
    this.table = table
    const nameId = owner.strict
      ? (names.iteration ?? names.idOfIteration(readSpanName(name)))
      : this.#nameId(name)
    this.root = new OpenSpan(this, this.table.begin(nameId, NO_PARENT, startMs), undefined, name)
  }

  get closed(): boolean {
    return this.#closed
  }

  /**
   * Begins a span that a user has named.
   *
   * @returns undefined when the trace is over: the span comes too late
   * @throws SkillperfError in a test, for a name that nobody can read
   */
  open(name: string, parent: OpenSpan, attributes?: SpanAttributes): OpenSpan | undefined {
    // Each name that was seen is one that can be read.
    if (this.owner.strict && !this.#closed && this.table.names.find(name) === undefined) requireSpanName(name)
    return this.begin(name, parent, attributes)
  }

  /**
   * @param startMs of the trace's clock. Default: now
   * @returns undefined when the trace is over: the span comes too late
   */
  begin(name: string, parent: OpenSpan, attributes?: SpanAttributes, startMs?: number): OpenSpan | undefined {
    if (this.#closed) {
      this.owner.faults.late++
      return undefined
    }
    const nameId = this.table.names.find(name) ?? this.#nameId(name)
    const atMs = startMs ?? this.#now()
    if (this.#weight >= this.#mostSpans) this.#endPart()
    const id = this.#rows.idOf(this.table.begin(nameId, this.#rows.of(parent), atMs))
    const span = new OpenSpan(this, id, parent, name)
    if (parent.twin !== undefined) span.twin = this.#twinOf(span, parent.twin, startMs)
    if (attributes !== undefined) span.annotate(attributes)
    return span
  }

  /** Use {@link OpenSpan.finish} for a span that may have a twin. */
  end(span: OpenSpan, failed: boolean, endMs?: number): void {
    if (span.parent === undefined) this.owner.rootEnded?.(this, failed)
    else if (!this.#closed) {
      if (span.parent.ended) this.owner.faults.outlived++
      this.table.end(this.#rows.of(span), endMs ?? this.#now(), failed)
    }
  }

  /** Notes something about a span. Secrets are hidden. */
  annotate(span: OpenSpan, attributes: SpanAttributes): void {
    if (!this.#closed) this.table.annotate(this.#rows.of(span), publicAttributes(attributes))
  }

  /** What it is called is known only now. */
  rename(span: OpenSpan, name: string): void {
    if (this.#closed) return
    this.table.rename(this.#rows.of(span), this.#nameId(name))
    if (span.twin !== undefined) span.twin.recorder.rename(span.twin, name)
  }

  /** From when to when it took, or has taken so far. */
  get spanOfTime(): readonly [fromMs: number, untilMs: number] {
    const endMs = this.table.endMs(0)
    return [this.table.startMs(0), Number.isNaN(endMs) ? this.#now() : endMs]
  }

  /** Adds a span that another process tells of, to a trace that may be over, but is not summed up. */
  addLate(
    name: string,
    parent: OpenSpan,
    {
      startMs,
      endMs,
      failed,
    }: { readonly startMs: number; readonly endMs: number; readonly failed: boolean },
    attributes: SpanAttributes,
  ): OpenSpan {
    const row = this.table.begin(this.#nameId(name), this.#rows.of(parent), startMs)
    this.table.annotate(row, publicAttributes(attributes))
    this.table.end(row, endMs, failed)
    return new OpenSpan(this, this.#rows.idOf(row), parent, name)
  }

  /** Records a span whose times are known, in ms of the trace's clock. */
  add(
    name: string,
    parent: OpenSpan,
    times: { readonly startMs: number; readonly endMs: number; readonly failed?: boolean },
    attributes?: SpanAttributes,
  ): OpenSpan | undefined {
    const span = this.begin(name, parent, attributes, times.startMs)
    if (times.failed === true) span?.fail(undefined)
    span?.finish(times.endMs)
    return span
  }

  startMs(span: OpenSpan): number {
    return this.table.startMs(this.#rows.of(span))
  }

  now(): number {
    return this.#now()
  }

  /** What a time of this trace is on the clock of another listener. */
  timeFor(twin: OpenSpan, ms: number): number {
    return ms + twin.recorder.now() - this.#now()
  }

  #twinOf({ name }: OpenSpan, parent: OpenSpan, startMs: number | undefined): OpenSpan | undefined {
    const twinStartMs = startMs === undefined ? undefined : this.timeFor(parent, startMs)
    return parent.recorder.begin(name, parent, undefined, twinStartMs)
  }

  /** Of a name that was not seen before, or is not kept as it is. */
  #nameId(name: string): number {
    const { names } = this.table
    const kept = readSpanName(name)
    return names.find(kept) ?? names.idOf(names.size < MOST_NAMES ? kept : OTHER_NAMES)
  }

  /** What it takes up, in spans. */
  get #weight(): number {
    return Math.max(this.table.length, this.table.attributeChars / CHARS_PER_SPAN)
  }

  #endPart(): void {
    const nowMs = this.#now()
    const { table } = this
    table.suspend(nowMs)
    this.owner.partEnded?.(this, nowMs)
    const { length } = table
    this.#rows.keep(table.resume(), length)
    // With most of them open, the next part would end at once.
    this.#mostSpans = Math.max(this.#mostSpans, 2 * this.#weight)
  }

  /** Ends the trace, and cuts what is still open. */
  close(endMs: number = this.#now(), failed: boolean = false): SpanTable {
    this.#closed = true
    this.table.end(0, endMs, failed)
    for (let span = 1; span < this.table.length; span++) {
      if (!Number.isNaN(this.table.endMs(span))) continue
      this.table.cutAt(span, endMs)
      this.owner.faults.unfinished++
    }
    return this.table
  }
}
