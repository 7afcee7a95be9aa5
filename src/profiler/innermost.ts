import { hub } from './hub.ts'
import type { OpenSpan } from './open-span.ts'

/**
 * The nearest open span around the running code. Scopes may overlap, and code
 * may go on after its span: it belongs to what is around that.
 *
 * @param name of what is about to begin
 */
export function innermost(name: string): OpenSpan | undefined {
  let span = hub.current.getStore()
  while (span !== undefined && !(span.isOpen && (span.scope === undefined || span.scope.holds(name)))) {
    span = span.around
  }
  return span
}

/** The span that one which begins now belongs to; undefined when nobody listens here. */
export function parentNow(name: string): OpenSpan | undefined {
  if (hub.listening === 0) return undefined
  hub.used = true
  // Of a trace that is over it comes too late, which is to be counted.
  return hub.parentOf(innermost(name) ?? hub.current.getStore()?.recorder.root)
}
