import { hub } from '../../profiler/listener.ts'
import type { OpenSpan } from '../../profiler/listener.ts'
import { scopes } from '../scope.ts'
import { SlotSpans } from './measurement-spans.ts'

/** The span that one which begins now belongs to: within the iteration that makes it, otherwise within the test. */
function parentOf(inner: OpenSpan | undefined): OpenSpan | undefined {
  const scope = scopes.getStore()
  if (scope?.iteration === undefined) return scope?.test.looseSpans?.within(inner) ?? inner
  const { spans } = scope.iteration
  if (!(spans instanceof SlotSpans)) return inner
  // A span around the measurement is none of the iteration's.
  return inner?.recorder.owner === spans.owner ? inner : spans.root
}

/** Tells the profiler which iteration's code is running. */
export function tellIterationsApart(): void {
  hub.parentOf = parentOf
}
