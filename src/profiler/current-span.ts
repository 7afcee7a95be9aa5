import { hub } from './hub.ts'
import { INACTIVE } from './open-span.ts'
import type { Span } from './open-span.ts'

/** The span that the running code is in; one that notes nothing where nobody listens. */
export function currentSpan(): Span {
  if (hub.listening === 0) return INACTIVE
  return hub.parentOf(hub.current.getStore()) ?? INACTIVE
}
