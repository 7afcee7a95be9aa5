import type { ProfileReport } from '../../core/trace/profile-report.ts'
// Not by its door, behind which there are types of Node: these are types that users reach.
import type { OpenSpan } from '../../profiler/open-span.ts'
import type { IterationSpans } from './iteration-spans.ts'

/** Spans of a test that belong to no measurement. */
export interface LooseSpans extends IterationSpans {
  /** The span that a new one belongs to. */
  within(inner: OpenSpan | undefined): OpenSpan
  /** What they come to so far. */
  report(): ProfileReport
  /** Records no more. */
  [Symbol.dispose](): void
}
