import { hub } from '../../profiler/listener.ts'
import type { OpenSpan } from '../../profiler/listener.ts'
import { scopes } from '../scope.ts'
import { looseSpansOf } from './loose-spans-of.ts'
import { SlotSpans } from './measurement-spans.ts'

/**
 * The span that one which begins now belongs to: within the iteration that makes
 * it; while nothing is measured, within the test.
 */
function parentOf(inner: OpenSpan | undefined): OpenSpan | undefined {
  const scope = scopes.getStore()
  const iteration = scope?.iteration
  if (iteration?.part === 'fn') hub.used = true
  const spans = iteration?.spans
  return spans instanceof SlotSpans ? spans.parentOf(inner) : (looseSpansOf(scope)?.within(inner) ?? inner)
}

/** Tells the profiler which iteration's code is running. */
export function tellIterationsApart(): void {
  hub.parentOf = parentOf
}
