import { AttributeTable } from './span-attributes.ts'
import type { SpanAttributes } from './span-attributes.ts'
import type { SpanNames } from './span-names.ts'

export type { SpanAttributes } from './span-attributes.ts'
export { SpanNames } from './span-names.ts'

const FIRST_CAPACITY = 64
/** The parent of a trace's root. */
export const NO_PARENT = -1

/** One trace, to read: span 0 is its root, and each parent comes before its children. Times are ms of one clock. */
export interface Trace {
  readonly length: number
  readonly names: SpanNames
  nameId(span: number): number
  /** {@link NO_PARENT} for the root. */
  parent(span: number): number
  startMs(span: number): number
  /** NaN while it runs. */
  endMs(span: number): number
  /** It ended by an error. */
  failed(span: number): boolean
  /** Nobody ended it: it was cut when the trace ended. */
  cut(span: number): boolean
  attributes(span: number): SpanAttributes | undefined
}

const FAILED = 1
const CUT = 2
const SUSPENDED = 4

/** Spans of one trace in columns, 25 bytes each. It is emptied and filled again for each iteration. */
export class SpanTable implements Trace {
  readonly names: SpanNames
  #length = 0
  #nameIds: Uint32Array
  #parents: Int32Array
  #startsMs: Float64Array
  #endsMs: Float64Array
  #flags: Uint8Array
  #attributes: AttributeTable | undefined

  constructor(names: SpanNames, capacity: number = FIRST_CAPACITY) {
    this.names = names
    this.#nameIds = new Uint32Array(capacity)
    this.#parents = new Int32Array(capacity)
    this.#startsMs = new Float64Array(capacity)
    this.#endsMs = new Float64Array(capacity)
    this.#flags = new Uint8Array(capacity)
  }

  get length(): number {
    return this.#length
  }

  /** @returns the span's number */
  begin(nameId: number, parent: number, startMs: number): number {
    const span = this.#length
    if (span === this.#nameIds.length) this.#grow()
    this.#nameIds[span] = nameId
    this.#parents[span] = parent
    this.#startsMs[span] = startMs
    this.#endsMs[span] = Number.NaN
    this.#flags[span] = 0
    this.#length++
    return span
  }

  end(span: number, endMs: number, failed: boolean = false): void {
    this.#endsMs[span] = endMs
    if (failed) this.#flags[span] = (this.#flags[span] ?? 0) | FAILED
  }

  /** Ends a span that nobody has ended. */
  cutAt(span: number, endMs: number): void {
    this.#endsMs[span] = endMs
    this.#flags[span] = (this.#flags[span] ?? 0) | CUT
  }

  /** Its trace goes on without what has ended: it has not. */
  suspended(span: number): boolean {
    return ((this.#flags[span] ?? 0) & SUSPENDED) !== 0
  }

  /** Marks all spans that are running, as if they ended now: for a look at a trace that goes on. */
  suspend(nowMs: number): void {
    for (let span = 0; span < this.#length; span++) {
      if (!Number.isNaN(this.endMs(span))) continue
      this.#endsMs[span] = nowMs
      this.#flags[span] = (this.#flags[span] ?? 0) | SUSPENDED
    }
  }

  /**
   * Goes on with the spans that {@link suspend} has marked, and forgets the
   * others. They keep their order, so that their numbers are 0, 1, … now. A
   * parent that is forgotten is replaced by the nearest around it that is not.
   *
   * @returns their old numbers
   */
  resume(): Int32Array {
    const olds = new Int32Array(this.#length)
    const news = new Int32Array(this.#length)
    const attributes = this.#attributes
    this.#attributes = undefined
    let kept = 0
    for (let span = 0; span < this.#length; span++) {
      const parent = this.parent(span)
      const around = parent === NO_PARENT ? NO_PARENT : (news[parent] ?? NO_PARENT)
      if (!this.suspended(span)) {
        news[span] = around
        continue
      }
      this.#nameIds[kept] = this.nameId(span)
      this.#parents[kept] = around
      this.#startsMs[kept] = this.startMs(span)
      this.#endsMs[kept] = Number.NaN
      this.#flags[kept] = (this.#flags[span] ?? 0) & ~SUSPENDED
      const about = attributes?.get(span)
      if (about !== undefined) this.annotate(kept, about)
      news[span] = kept
      olds[kept++] = span
    }
    this.#length = kept
    return olds.subarray(0, kept)
  }

  annotate(span: number, attributes: SpanAttributes): void {
    this.#attributes ??= new AttributeTable()
    this.#attributes.add(span, attributes)
  }

  rename(span: number, nameId: number): void {
    this.#nameIds[span] = nameId
  }

  nameId(span: number): number {
    return this.#nameIds[span] ?? 0
  }

  parent(span: number): number {
    return this.#parents[span] ?? NO_PARENT
  }

  startMs(span: number): number {
    return this.#startsMs[span] ?? Number.NaN
  }

  endMs(span: number): number {
    return this.#endsMs[span] ?? Number.NaN
  }

  failed(span: number): boolean {
    return ((this.#flags[span] ?? 0) & FAILED) !== 0
  }

  cut(span: number): boolean {
    return ((this.#flags[span] ?? 0) & CUT) !== 0
  }

  attributes(span: number): SpanAttributes | undefined {
    return this.#attributes?.get(span)
  }

  /** How many spans have attributes. */
  get annotated(): number {
    return this.#attributes?.size ?? 0
  }

  /** How long the texts of all attributes are together. */
  get attributeChars(): number {
    return this.#attributes?.chars ?? 0
  }

  /** Ends a suspended span like one of another table, which it was there. */
  endAs(span: number, other: SpanTable, there: number): void {
    this.#endsMs[span] = other.endMs(there)
    this.#flags[span] = other.#flags[there] ?? 0
    const attributes = other.attributes(there)
    if (attributes !== undefined) this.annotate(span, attributes)
  }

  /** A copy of its own, as large as it has to be: for a trace that is kept. */
  copy(): SpanTable {
    const copy = new SpanTable(this.names, this.#length)
    copy.#length = this.#length
    copy.#nameIds.set(this.#nameIds.subarray(0, this.#length))
    copy.#parents.set(this.#parents.subarray(0, this.#length))
    copy.#startsMs.set(this.#startsMs.subarray(0, this.#length))
    copy.#endsMs.set(this.#endsMs.subarray(0, this.#length))
    copy.#flags.set(this.#flags.subarray(0, this.#length))
    copy.#attributes = this.#attributes && new AttributeTable(this.#attributes)
    return copy
  }

  clear(): void {
    this.#length = 0
    this.#attributes = undefined
  }

  #grow(): void {
    const capacity = this.#nameIds.length * 2
    this.#nameIds = grown(this.#nameIds, new Uint32Array(capacity))
    this.#parents = grown(this.#parents, new Int32Array(capacity))
    this.#startsMs = grown(this.#startsMs, new Float64Array(capacity))
    this.#endsMs = grown(this.#endsMs, new Float64Array(capacity))
    this.#flags = grown(this.#flags, new Uint8Array(capacity))
  }
}

function grown<T extends { set(from: ArrayLike<number>): void } & ArrayLike<number>>(from: T, to: T): T {
  to.set(from)
  return to
}
