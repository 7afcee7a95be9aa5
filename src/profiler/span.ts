import type { SpanAttributes } from '../core/trace/span-table.ts'
import { hub, parentNow } from './hub.ts'
import { INACTIVE } from './open-span.ts'
import type { OpenSpan, Span } from './open-span.ts'

/**
 * Runs a function, sync or async, and records how long it took. What it calls
 * is recorded within. Costs next to nothing while nobody listens.
 *
 * @returns what the function returns
 * @throws what the function throws, once it is noted
 */
export function span<T>(name: string, fn: (span: Span) => T, attributes?: SpanAttributes): T {
  const parent = hub.listening === 0 ? undefined : parentNow()
  const open = parent?.recorder.begin(name, parent, attributes)
  return open === undefined ? fn(INACTIVE) : runIn(open, fn)
}

function runIn<T>(open: OpenSpan, fn: (span: Span) => T): T {
  let result: T
  try {
    result = hub.current.run(open, fn, open)
  } catch (error) {
    open.fail(error)
    open.end()
    throw error
  }
  if (!isThenable(result)) {
    open.end()
    return result
  }
  const settled = result.then(
    (value) => {
      open.end()
      return value
    },
    (error: unknown) => {
      open.fail(error)
      open.end()
      throw error
    },
  )
  return settled as T
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
