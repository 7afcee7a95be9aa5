import { followIterator, isIterator } from './follow-iterator.ts'
import { followThenable } from './follow-thenable.ts'
import { hub } from './hub.ts'
import { isThenable } from './is-thenable.ts'
import type { OpenSpan, Span } from './open-span.ts'

/**
 * Runs a function in a span, and ends it with what the function returns: at
 * once, when a promise settles, or when an iterator is through.
 */
export function runIn<T>(open: OpenSpan, fn: (span: Span) => T): T {
  let result: T
  try {
    result = hub.current.run(open, fn, open)
  } catch (error) {
    open.fail(error)
    open.finish()
    throw error
  }
  if (isThenable(result)) return followThenable(open, result)
  if (isIterator(result)) return followIterator(open, result)
  open.finish()
  return result
}
