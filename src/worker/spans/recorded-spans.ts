import { profileReport } from '../../core/trace/profile-report.ts'
import type { ProfileReport } from '../../core/trace/profile-report.ts'
import { SpanCollector } from '../../core/trace/span-collector.ts'
import { describeFaults, noFaults } from '../../core/trace/span-faults.ts'
import type { SpanFaults } from '../../core/trace/span-faults.ts'
import { SpanNames } from '../../core/trace/span-table.ts'
import type { SpanAttributes } from '../../core/trace/span-table.ts'
import type { ClockKind } from '../../core/time/clock.ts'
import { TraceRecorder, hub, innermost } from '../../profiler/listener.ts'
import type { OpenSpan, TraceOwner } from '../../profiler/listener.ts'
import { realTime } from '../real-time.ts'
import type { TestRun } from '../test-run.ts'
import { beginWithin } from './endable.ts'
import type { EndableSpan } from './iteration-spans.ts'
import { tellIterationsApart } from './listen.ts'
import type { LooseSpans } from './loose.ts'

interface LooseTrace {
  readonly clock: ClockKind
  readonly recorder: TraceRecorder
}

/** One trace for each clock that the test runs on, so that virtual time is not mixed with real time. */
class RecordedSpans implements LooseSpans, TraceOwner {
  readonly faults: SpanFaults = noFaults()
  readonly strict = true
  readonly #run: TestRun
  readonly #traces = new Map<object | undefined, LooseTrace>()
  /** In which a span was opened last. */
  #last: LooseTrace | undefined
  #forgotten = false

  constructor(run: TestRun) {
    this.#run = run
    hub.listening++
  }

  within(inner: OpenSpan | undefined): OpenSpan {
    const trace = this.#current()
    this.#last = trace
    return inner?.recorder === trace.recorder ? inner : trace.recorder.root
  }

  begin(name: string, attributes?: SpanAttributes): EndableSpan | undefined {
    return beginWithin(this.within(innermost()), name, attributes)
  }

  report(): ProfileReport {
    const { clock, recorder } = this.#last ?? this.#current()
    const table = recorder.table.copy()
    const nowMs = recorder.now()
    if (!recorder.closed) table.end(0, nowMs)
    for (let span = 1; span < table.length; span++) {
      if (Number.isNaN(table.endMs(span))) table.cutAt(span, nowMs)
    }
    const collector = new SpanCollector(table.names)
    collector.add(0, table)
    const report = profileReport(collector.spans([]), { name: this.#run.test.name, clock })
    return { ...report, notes: [...report.notes, ...this.#notes()] }
  }

  /** It is a look at one run, no statistics: the last spans have to do. */
  partEnded(): void {
    this.#forgotten = true
  }

  [Symbol.dispose](): void {
    hub.listening--
    for (const { recorder } of this.#traces.values()) recorder.close()
  }

  #notes(): readonly string[] {
    return [
      ...(this.#forgotten ? ['there were too many spans to keep them all: these are the last ones.'] : []),
      ...describeFaults(this.faults),
    ]
  }

  #current(): LooseTrace {
    const { clock } = this.#run
    const known = this.#traces.get(clock)
    if (known !== undefined) return known
    const now = clock === undefined ? realTime.now : (): number => clock.now()
    const recorder = new TraceRecorder(this, this.#run.test.name, new SpanNames(), now)
    const trace: LooseTrace = { clock: clock?.kind ?? 'real', recorder }
    this.#traces.set(clock, trace)
    return trace
  }
}

/**
 * Begins to record the spans of a test that belong to no measurement, until it
 * is disposed. They are one trace, whose root is the test.
 */
export function recordLooseSpans(run: TestRun): LooseSpans {
  tellIterationsApart()
  return new RecordedSpans(run)
}
