import type { ProfileFormat } from '../../core/trace/format-profile.ts'
import type { ProfileReport } from '../../core/trace/profile-report.ts'
import type { OpenSpan } from '../../profiler/listener.ts'

/** Spans of a test that belong to no measurement. */
export interface LooseSpans {
  /** The span that a new one belongs to. */
  within(inner: OpenSpan | undefined): OpenSpan
  /** What they come to so far, on the clock that the test runs on now. */
  report(): ProfileReport
  format(report: ProfileReport, how: ProfileFormat): string
  /** Records no more. */
  [Symbol.dispose](): void
}
