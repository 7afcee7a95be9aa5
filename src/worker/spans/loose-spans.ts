import { profileReport } from '../../core/trace/profile-report.ts'
import type { ProfileReport } from '../../core/trace/profile-report.ts'
import { formatProfile } from '../../core/trace/format-profile.ts'
import type { ProfileFormat } from '../../core/trace/format-profile.ts'
import { SpanCollector } from '../../core/trace/span-collector.ts'
import { SpanNames } from '../../core/trace/span-table.ts'
import type { ClockKind } from '../../core/time/clock.ts'
import { TraceRecorder, hub } from '../../profiler/listener.ts'
import type { OpenSpan } from '../../profiler/listener.ts'
import { realTime } from '../real-time.ts'
import type { TestRun } from '../test-run.ts'
import { tellIterationsApart } from './listen.ts'
import type { LooseSpans } from './loose.ts'

/**
 * Spans of a test that belong to no measurement, as one trace whose root is the
 * test. Each clock has a trace of its own: what runs in `perf.virtual` is not
 * mixed with real time.
 */
class RecordedLooseSpans implements LooseSpans {
  readonly #run: TestRun
  #trace: { readonly clock: object | undefined; readonly recorder: TraceRecorder } | undefined

  constructor(run: TestRun) {
    this.#run = run
    hub.listening++
  }

  within(inner: OpenSpan | undefined): OpenSpan {
    const { recorder } = this.#current()
    return inner?.recorder === recorder ? inner : recorder.root
  }

  report(): ProfileReport {
    const { recorder, kind } = this.#current()
    const table = recorder.table.copy()
    const nowMs = recorder.now()
    table.end(0, nowMs)
    for (let span = 1; span < table.length; span++) {
      if (Number.isNaN(table.endMs(span))) table.cutAt(span, nowMs)
    }
    const collector = new SpanCollector(table.names)
    collector.add(0, table)
    return profileReport(collector.spans([]), { name: this.#run.test.name, clock: kind })
  }

  format(report: ProfileReport, how: ProfileFormat): string {
    return formatProfile(report, how)
  }

  [Symbol.dispose](): void {
    hub.listening--
    this.#trace?.recorder.close()
  }

  #current(): { readonly recorder: TraceRecorder; readonly kind: ClockKind } {
    const { clock } = this.#run
    if (this.#trace === undefined || this.#trace.clock !== clock) {
      const now = clock === undefined ? realTime.now : (): number => clock.now()
      const recorder = new TraceRecorder(this, this.#run.test.name, new SpanNames(), now)
      this.#trace = { clock, recorder }
    }
    return { recorder: this.#trace.recorder, kind: clock?.kind ?? 'real' }
  }
}

/** Begins to record the spans of a test that belong to no measurement, until it is disposed. */
export function recordLooseSpans(run: TestRun): LooseSpans {
  tellIterationsApart()
  return new RecordedLooseSpans(run)
}
