import type { ProfileReport } from '../../core/trace/profile-report.ts'
import type { OpenSpan } from '../../profiler/listener.ts'
import type { Scope } from '../scope.ts'
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

/** Where spans of the running code go that belong to no measurement; undefined while something is measured. */
export function looseSpansOf(scope: Scope | undefined): LooseSpans | undefined {
  return scope?.test.measuring === undefined ? scope?.test.looseSpans : undefined
}
