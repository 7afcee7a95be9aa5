import { SpanCollector } from '../../core/trace/span-collector.ts'
import type { InstrumentName } from '../../core/trace/instrument-name.ts'
import { describeFaults, noFaults } from '../../core/trace/span-faults.ts'
import type { SpanFaults } from '../../core/trace/span-faults.ts'
import { SpanNames, SpanTable } from '../../core/trace/span-table.ts'
import type { SpanAttributes } from '../../core/trace/span-table.ts'
import type { Spans } from '../../core/trace/spans.ts'
import { TraceRecorder, hub, innermost, startAutomatic } from '../../profiler/listener.ts'
import type { OpenSpan, TraceOwner } from '../../profiler/listener.ts'
import type { Slot } from '../load/slot.ts'
import { beginWithin } from './endable.ts'
import type { EndableSpan, LoopSpans, RunningSpans } from './iteration-spans.ts'

/** Iterations that are told apart to see whether their code opens spans. */
const LOOKS = 10
/** Traces that are held for what other processes may tell of them. */
const MOST_HELD = 1_000

/**
 * The spans of one measurement. An iteration's trace begins with its first
 * span: those without any cost nothing.
 */
export class MeasurementSpans implements TraceOwner, LoopSpans {
  readonly faults: SpanFaults = noFaults()
  readonly strict = true
  readonly #name: string
  readonly #now: () => number
  readonly #names = new SpanNames()
  readonly #collector: SpanCollector
  /** Tables of traces that are over, for the next ones. */
  readonly #tables: SpanTable[] = []
  readonly #warmUp = new WeakSet<TraceRecorder>()
  #looks = LOOKS
  #seen = false
  /** Traces that are over, but may yet be told of by other processes. */
  #held: { readonly trace: TraceRecorder; readonly index: number }[] = []
  readonly #sourceNotes: string[] = []
  /** Traces that other processes may tell of. */
  readonly #shared = new Set<TraceRecorder>()

  /** @param seed of what is drawn where there are too many */
  constructor(name: string, now: () => number, seed: number) {
    this.#name = name
    this.#now = now
    this.#collector = new SpanCollector(this.#names, seed)
  }

  /** An iteration has opened a span. */
  get seen(): boolean {
    return this.#seen
  }

  /** Whether it is worth telling the next iteration apart: somebody opens spans, or may yet turn out to. */
  look(): boolean {
    return hub.used || (this.#looks > 0 && this.#looks-- > 0)
  }

  /**
   * Listens until the returned function is called.
   *
   * @param automatic whose spans are opened by themselves
   */
  listen(automatic: readonly InstrumentName[]): () => void {
    hub.listening++
    const endAutomatic = startAutomatic((name) => automatic.includes(name))
    return () => {
      endAutomatic()
      for (const trace of this.#shared) this.#unshare(trace)
      hub.listening--
    }
  }

  /** The spans of what runs in a slot. */
  of(slot: Slot): SlotSpans {
    return new SlotSpans(this, slot)
  }

  /** Begins a trace where an iteration has begun. */
  open({ index, startMs }: Slot): TraceRecorder {
    this.#seen = true
    const table = this.#tables.pop() ?? new SpanTable(this.#names)
    const trace = new TraceRecorder(this, this.#name, this.#names, this.#now, startMs, { table })
    if (index < 0) this.#warmUp.add(trace)
    if (hub.sources.size > 0) this.#shared.add(trace)
    for (const source of hub.sources) source.began(trace)
    return trace
  }

  partEnded(trace: TraceRecorder, nowMs: number): void {
    if (!this.#warmUp.has(trace)) this.#collector.addPart(trace.table, nowMs)
  }

  /** Ends the trace of an iteration where it has ended. */
  close(trace: TraceRecorder, { index, endMs }: Slot, failed: boolean): void {
    trace.close(endMs, failed)
    // Warm-up iterations do not count.
    if (index < 0) Object.assign(this.faults, noFaults())
    if (hub.sources.size === 0) return this.#sumUp(trace, index)
    this.#held.push({ trace, index })
    if (this.#held.length > MOST_HELD) this.#release(MOST_HELD / 2, false)
  }

  /** Waits for what other processes have still to tell. */
  async settle(): Promise<void> {
    await Promise.all(Array.from(hub.sources, (source) => source.settled()))
    this.#release(this.#held.length, true)
    for (const source of hub.sources) this.#sourceNotes.push(...source.takeNotes())
  }

  /** Sums up the traces that have been held longest. */
  #release(count: number, final: boolean): void {
    for (const source of hub.sources) source.place(final)
    for (const { trace, index } of this.#held.splice(0, count)) {
      this.#unshare(trace)
      this.#sumUp(trace, index)
    }
  }

  #unshare(trace: TraceRecorder): void {
    this.#shared.delete(trace)
    for (const source of hub.sources) source.released(trace)
  }

  #sumUp({ table }: TraceRecorder, index: number): void {
    if (index >= 0) this.#collector.add(index, table)
    table.clear()
    this.#tables.push(table)
  }

  /** @param known names that may be asked for even when no span of theirs was seen */
  result(known: Iterable<string>): Spans {
    const spans = this.#collector.spans([...known, ...hub.known])
    return { ...spans, notes: [...spans.notes, ...describeFaults(this.faults), ...this.#sourceNotes] }
  }
}

/** The spans of the iteration that runs in one slot. */
export class SlotSpans implements RunningSpans {
  readonly owner: MeasurementSpans
  readonly #slot: Slot
  #trace: TraceRecorder | undefined
  #closed = false

  constructor(owner: MeasurementSpans, slot: Slot) {
    this.owner = owner
    this.#slot = slot
  }

  /** The iteration itself. Once it has ended, its trace is over. */
  get root(): OpenSpan {
    if (this.#trace === undefined) {
      this.#trace = this.owner.open(this.#slot)
      if (this.#closed) this.#trace.close()
    }
    return this.#trace.root
  }

  /** The span that one which begins now belongs to. */
  parentOf(inner: OpenSpan | undefined): OpenSpan {
    const { root } = this
    // A span around the measurement is none of the iteration's, nor is what an iteration before has left open.
    return inner?.recorder === root.recorder ? inner : root
  }

  begin(name: string, attributes?: SpanAttributes): EndableSpan | undefined {
    return beginWithin(this.parentOf(innermost()), name, attributes)
  }

  /** The iteration begins: what other processes tell of it needs a trace, even without a span of this one. */
  begun(): void {
    if (hub.sources.size > 0) void this.root
  }

  /** The iteration has ended. */
  close(failed: boolean): void {
    this.#closed = true
    if (this.#trace !== undefined) this.owner.close(this.#trace, this.#slot, failed)
  }
}
