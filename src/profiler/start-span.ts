import type { SpanAttributes } from '../core/trace/span-table.ts'
import { hub, parentNow } from './hub.ts'
import { INACTIVE } from './open-span.ts'
import type { Span } from './open-span.ts'

/**
 * Starts a span, in which the code after it runs, until it is ended:
 * `using s = startSpan('parse')` ends it where the block ends.
 */
export function startSpan(name: string, attributes?: SpanAttributes): Span {
  const parent = hub.listening === 0 ? undefined : parentNow()
  const open = parent?.recorder.begin(name, parent, attributes)
  if (open === undefined) return INACTIVE
  open.entered = true
  hub.current.enterWith(open)
  return open
}
