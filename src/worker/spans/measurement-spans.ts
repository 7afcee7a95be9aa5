import { SpanCollector } from '../../core/trace/span-collector.ts'
import type { InstrumentName } from '../../core/trace/instrument-name.ts'
import { SpanNames } from '../../core/trace/span-table.ts'
import type { SpanAttributes } from '../../core/trace/span-table.ts'
import type { Spans } from '../../core/trace/spans.ts'
import { TraceRecorder, hub, startAutomatic } from '../../profiler/listener.ts'
import type { OpenSpan } from '../../profiler/listener.ts'
import type { Slot } from '../load/slot.ts'
import type { EndableSpan, IterationSpans } from './iteration-spans.ts'

/** Iterations that are told apart to see whether their code opens spans. */
const LOOKS = 10

/**
 * The spans of one measurement. An iteration's trace begins with its first
 * span: those without any cost nothing.
 */
export class MeasurementSpans {
  readonly #name: string
  readonly #now: () => number
  readonly #names = new SpanNames()
  readonly #collector = new SpanCollector(this.#names)
  #looks = LOOKS

  constructor(name: string, now: () => number) {
    this.#name = name
    this.#now = now
  }

  /** Whether it is worth telling the next iteration apart: somebody opens spans, or may yet turn out to. */
  look(): boolean {
    return hub.used || this.#looks-- > 0
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
      hub.listening--
    }
  }

  /** The spans of what runs in a slot. */
  of(slot: Slot): SlotSpans {
    return new SlotSpans(this, slot)
  }

  /** Begins a trace where an iteration has begun. */
  open({ startMs }: Slot): TraceRecorder {
    return new TraceRecorder(this, this.#name, this.#names, this.#now, startMs)
  }

  /** Ends the trace of an iteration where it has ended. */
  close(trace: TraceRecorder, { index, endMs }: Slot, failed: boolean): void {
    const table = trace.close(endMs, failed)
    // Warm-up iterations do not count.
    if (index >= 0) this.#collector.add(index, table)
  }

  /** @param known names that may be asked for even when no span of theirs was seen */
  result(known: Iterable<string>): Spans {
    return this.#collector.spans([...known, ...hub.known])
  }
}

/** The spans of the iteration that runs in one slot. */
export class SlotSpans implements IterationSpans {
  readonly owner: MeasurementSpans
  readonly #slot: Slot
  #trace: TraceRecorder | undefined

  constructor(owner: MeasurementSpans, slot: Slot) {
    this.owner = owner
    this.#slot = slot
  }

  /** The iteration itself. */
  get root(): OpenSpan {
    return (this.#trace ??= this.owner.open(this.#slot)).root
  }

  begin(name: string, attributes?: SpanAttributes): EndableSpan | undefined {
    const inner = hub.current.getStore()
    const parent = inner?.recorder.owner === this.owner ? inner : this.root
    const span = parent.recorder.begin(name, parent, attributes)
    if (span === undefined) return undefined
    return {
      end: (failed) => {
        if (failed) span.fail(undefined)
        span.end()
      },
      setAttribute: (key, value) => span.setAttribute(key, value),
    }
  }

  /** The iteration has ended. */
  close(failed: boolean): void {
    if (this.#trace === undefined) return
    this.owner.close(this.#trace, this.#slot, failed)
    this.#trace = undefined
  }
}
