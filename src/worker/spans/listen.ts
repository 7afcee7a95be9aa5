import { hub } from '../../profiler/listener.ts'
import type { OpenSpan } from '../../profiler/listener.ts'
import { scopes } from '../scope.ts'
import { SlotSpans } from './measurement-spans.ts'

/** The span that one which begins now belongs to: within the iteration that makes it, if any. */
function parentOf(inner: OpenSpan | undefined): OpenSpan | undefined {
  const iteration = scopes.getStore()?.iteration
  if (iteration?.part === 'fn') hub.used = true
  const spans = iteration?.spans
  return spans instanceof SlotSpans ? spans.parentOf(inner) : inner
}

/** Tells the profiler which iteration's code is running. */
export function tellIterationsApart(): void {
  hub.parentOf = parentOf
}
