import { formatExact } from '../core/format.ts'
import { SpanCollector } from '../core/trace/span-collector.ts'
import { describeFaults, noFaults } from '../core/trace/span-faults.ts'
import type { SpanFaults } from '../core/trace/span-faults.ts'
import { SpanNames, SpanTable } from '../core/trace/span-table.ts'
import type { SpanAttributes } from '../core/trace/span-table.ts'
import type { Spans } from '../core/trace/spans.ts'
import { hub } from './hub.ts'
import { parentNow } from './innermost.ts'
import type { OpenSpan } from './open-span.ts'
import { TraceRecorder } from './trace-recorder.ts'
import type { TraceOwner } from './trace-recorder.ts'

/** The traces of one profiler: one for each outermost span. It listens while one is open. */
export class ProfilerTraces implements TraceOwner {
  readonly faults: SpanFaults = noFaults()
  /** In production a name is never an error. */
  readonly strict = false
  readonly #names = new SpanNames()
  readonly #collector = new SpanCollector(this.#names)
  /** Tables of traces that are over, for the next ones. */
  readonly #tables: SpanTable[] = []
  #begun = 0
  #ended = 0

  /** Begins a span: within the trace that the running code is in, or as the root of one. */
  begin(name: string, attributes?: SpanAttributes): OpenSpan {
    const parent = parentNow()
    const within =
      parent !== undefined && this.#isIn(parent) && parent.recorder.begin(name, parent, attributes)
    return within || this.#open(name, parent, attributes)
  }

  spans(): Spans {
    const spans = this.#collector.spans([])
    const running = this.#begun - this.#ended
    const notes = [...spans.notes, ...describeFaults(this.faults)]
    if (running > 0) notes.push(`Calls that have not ended: ${formatExact(running)}, not in these figures.`)
    return { ...spans, notes }
  }

  partEnded({ table }: TraceRecorder, nowMs: number): void {
    this.#collector.addPart(table, nowMs)
  }

  rootEnded(trace: TraceRecorder, failed: boolean): void {
    hub.listening--
    const table = trace.close(trace.now(), failed)
    this.#collector.add(this.#ended, table)
    this.#ended++
    table.clear()
    this.#tables.push(table)
  }

  /** Somebody else may be listening: their span comes first, and this root is its twin. */
  #open(name: string, outer: OpenSpan | undefined, attributes?: SpanAttributes): OpenSpan {
    const now = (): number => performance.now()
    const table = this.#tables.pop() ?? new SpanTable(this.#names)
    const { root } = new TraceRecorder(this, name, this.#names, now, now(), { table })
    hub.listening++
    this.#begun++
    const theirs = outer?.recorder.begin(name, outer)
    if (theirs !== undefined) theirs.lastTwin.twin = root
    const open = theirs ?? root
    if (attributes !== undefined) open.annotate(attributes)
    return open
  }

  #isIn(span: OpenSpan | undefined): boolean {
    if (span === undefined) return false
    return (span.recorder.owner === this && span.isOpen) || this.#isIn(span.twin)
  }
}
