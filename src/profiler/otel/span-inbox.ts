import { formatExact, printable } from '../../core/format.ts'
import { genAiName } from '../../core/trace/gen-ai-name.ts'
import type { ReceivedSpan } from '../../core/trace/read-otlp-spans.ts'
import type { OpenSpan } from '../open-span.ts'
import type { TraceRecorder } from '../trace-recorder.ts'
import { recentSpans } from './recent-spans.ts'

const NO_NAME = '(no name)'
const NS_PER_MS = 1e6
/** So many spans wait for their place; more are left out. */
const MOST_WAITING = 100_000
/** Clocks that tell whole ms may be off by as much. */
const TOLERANCE_MS = 2

/** Spans of other processes, until they are added to the traces they belong to. */
export class SpanInbox {
  /** Traces that spans may belong to. */
  readonly #traces = new Set<TraceRecorder>()
  /** By the ids of their spans: those that have been added. */
  readonly #added = new Map<string, OpenSpan>()
  readonly #unixNowMs: () => number
  #waiting: ReceivedSpan[] = []
  #tooMany = 0
  #homeless = 0

  /** @param unixNowMs ms since 1970 */
  constructor(unixNowMs: () => number) {
    this.#unixNowMs = unixNowMs
  }

  receive(spans: readonly ReceivedSpan[]): void {
    // Nobody is measuring: they belong to nothing.
    if (this.#traces.size === 0) return
    const room = MOST_WAITING - this.#waiting.length
    this.#waiting.push(...spans.slice(0, room))
    this.#tooMany += Math.max(0, spans.length - room)
  }

  began(trace: TraceRecorder): void {
    this.#traces.add(trace)
  }

  released(trace: TraceRecorder): void {
    this.#traces.delete(trace)
    if (this.#traces.size > 0) return
    this.#added.clear()
    this.#waiting = []
  }

  /**
   * Adds spans to their parents, whether these are of this process or came in
   * before; the others wait for theirs. When nothing more will come, those go to
   * the trace of the same id, or to the one iteration that was running.
   */
  place(final: boolean): void {
    this.#placeWithin()
    if (!final) return
    const known = new Set(this.#waiting.map((span) => `${span.traceId} ${span.spanId}`))
    this.#waiting = this.#waiting.filter((span) => {
      if (known.has(`${span.traceId} ${span.parentSpanId}`)) return true
      if (!this.#addTo(this.#traceOf(span), span)) this.#homeless++
      return false
    })
    this.#placeWithin()
    // What lies within one that was left out.
    this.#homeless += this.#waiting.length
    this.#waiting = []
  }

  /** Adds those whose parents are known, and those within them. */
  #placeWithin(): void {
    let before: number
    do {
      before = this.#waiting.length
      this.#waiting = this.#waiting.filter((span) => !this.#addTo(this.#parentOf(span), span))
    } while (this.#waiting.length < before)
  }

  /** A sentence each; once. */
  takeNotes(): readonly string[] {
    const notes = [
      this.#homeless > 0 &&
        `Spans of other processes that may belong to several iterations, or to none: ${formatExact(this.#homeless)}, left out: hand on the trace's context, or measure with { concurrency: 1 }.`,
      this.#tooMany > 0 &&
        `Spans of other processes beyond ${formatExact(MOST_WAITING)}: ${formatExact(this.#tooMany)}, left out.`,
    ].filter((note) => note !== false)
    this.#homeless = 0
    this.#tooMany = 0
    return notes
  }

  #parentOf({ traceId, parentSpanId }: ReceivedSpan): OpenSpan | undefined {
    if (parentSpanId === undefined) return undefined
    return (
      this.#added.get(`${traceId} ${parentSpanId}`) ?? recentSpans.find({ traceId, spanId: parentSpanId })
    )
  }

  /** The root of the trace that a span without a known parent belongs to. */
  #traceOf(span: ReceivedSpan): OpenSpan | undefined {
    const first = recentSpans.firstOf(span.traceId)
    if (first !== undefined && this.#traces.has(first.recorder)) return first.recorder.root
    const around = [...this.#traces].filter((trace) => this.#liesIn(trace, span))
    // One iteration after another: the tolerance reaches into the next.
    const [only, ...more] =
      around.length > 1 ? around.filter((trace) => this.#hasMiddleOf(trace, span)) : around
    return more.length === 0 ? only?.root : undefined
  }

  /** Whether a span lies within a trace, as far as two clocks can tell. */
  #liesIn(trace: TraceRecorder, span: ReceivedSpan): boolean {
    const { startMs, endMs } = this.#timesIn(trace, span)
    const [fromMs, untilMs] = trace.spanOfTime
    return startMs >= fromMs - TOLERANCE_MS && endMs <= untilMs + TOLERANCE_MS
  }

  /** Whether the middle of a span lies within a trace. */
  #hasMiddleOf(trace: TraceRecorder, span: ReceivedSpan): boolean {
    const { startMs, endMs } = this.#timesIn(trace, span)
    const [fromMs, untilMs] = trace.spanOfTime
    const middleMs = (startMs + endMs) / 2
    return middleMs >= fromMs && middleMs <= untilMs
  }

  #addTo(parent: OpenSpan | undefined, span: ReceivedSpan): boolean {
    if (parent === undefined || !this.#traces.has(parent.recorder)) return false
    const { recorder } = parent
    const name = printable(genAiName(span.name, span.attributes)) || NO_NAME
    const times = { ...this.#timesIn(recorder, span), failed: span.failed }
    const added = recorder.addLate(name, parent, times, span.attributes)
    this.#added.set(`${span.traceId} ${span.spanId}`, added)
    return true
  }

  /** On the trace's clock: both processes know the time of day. */
  #timesIn(
    trace: TraceRecorder,
    { startUnixNs, endUnixNs }: ReceivedSpan,
  ): { startMs: number; endMs: number } {
    const unixMs = this.#unixNowMs()
    const agoMs = Number(BigInt(Math.round(unixMs * 1_000)) * 1_000n - startUnixNs) / NS_PER_MS
    const startMs = trace.now() - agoMs
    return { startMs, endMs: startMs + Number(endUnixNs - startUnixNs) / NS_PER_MS }
  }
}
