import type { SpanAttributes } from '../core/trace/span-table.ts'
import { hub } from './hub.ts'
import { parentNow } from './innermost.ts'
import { INACTIVE } from './open-span.ts'
import type { Span } from './open-span.ts'
import { readFunction } from './read-function.ts'
import { runIn } from './run-in.ts'

/**
 * Runs a function, sync or async, and records how long it took. What it calls
 * is recorded within. When it returns an iterator, such as that of a generator,
 * the span lasts until that is through. Costs next to nothing while nobody listens.
 *
 * @param attributes values of secrets are hidden
 * @returns what the function returns
 * @throws what the function throws, once it is noted; SkillperfError for
 *   something that is no function, and in a test for a name that is empty, no text, or has control characters
 */
export function span<T>(name: string, fn: (span: Span) => T, attributes?: SpanAttributes): T {
  readFunction('span', fn)
  const parent = hub.listening === 0 ? undefined : parentNow()
  const open = parent?.recorder.open(name, parent, attributes)
  return open === undefined ? fn(INACTIVE) : runIn(open, fn)
}
