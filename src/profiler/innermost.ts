import { hub } from './hub.ts'
import type { OpenSpan } from './open-span.ts'

/**
 * The nearest open span around the running code. Scopes may overlap, and code
 * may go on after its span: it belongs to what is around that.
 */
export function innermost(): OpenSpan | undefined {
  let span = hub.current.getStore()
  while (span !== undefined && !(span.isOpen && (span.scope === undefined || span.scope.holds()))) {
    span = span.around
  }
  return hub.foreign === undefined ? span : hub.foreign(span)
}

/** The span that one which begins now belongs to; undefined when nobody listens here. */
export function parentNow(): OpenSpan | undefined {
  return hub.listening === 0 ? undefined : parentWithin(innermost())
}

/** The same, for code that is in a span. */
export function parentWithin(inner: OpenSpan | undefined): OpenSpan | undefined {
  hub.used = true
  // Of a trace that is over it comes too late, which is to be counted.
  return hub.parentOf(inner ?? hub.current.getStore()?.recorder.root)
}
