import type { SpanAttributes } from '../core/trace/span-table.ts'
import { CallPlace } from './call-place.ts'
import { hub } from './hub.ts'
import { innermost, parentWithin } from './innermost.ts'
import { INACTIVE } from './open-span.ts'
import type { Span } from './open-span.ts'
import { Scope } from './scope.ts'

/**
 * Starts a span, in which the code after it runs, until it is ended:
 * `using s = startSpan('parse')` ends it where the block ends. Call it in the
 * function whose code it is around; `span(name, fn)` costs less.
 *
 * @throws SkillperfError in a test, for a name that is empty, no text, or has control characters
 */
export function startSpan(name: string, attributes?: SpanAttributes): Span {
  if (hub.listening === 0) return INACTIVE
  const inner = innermost()
  const parent = parentWithin(inner)
  const open = parent?.recorder.open(name, parent, attributes)
  if (open === undefined) return INACTIVE
  open.scope = new Scope(inner, new CallPlace(startSpan))
  hub.current.enterWith(open)
  return open
}
