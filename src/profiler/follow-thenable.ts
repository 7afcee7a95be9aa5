import { types } from 'node:util'
import { followIterator, isIterator } from './follow-iterator.ts'
import { hub } from './hub.ts'
import { mayFollow } from './may-follow.ts'
import type { OpenSpan } from './open-span.ts'

type Handler = ((value: unknown) => unknown) | null | undefined

/**
 * Ends a span when a promise settles. A plain promise is followed by another,
 * so that an error that nobody handles stays one. Anything else that can be
 * awaited may be more than a promise, or do its work only when it is asked: it
 * is kept, and its span ends when somebody has awaited it.
 *
 * @returns what to hand out in its place
 */
export function followThenable<T extends PromiseLike<unknown>>(open: OpenSpan, result: T): T {
  const succeed = (value: unknown): unknown => {
    if (isIterator(value)) return followIterator(open, value)
    open.finish()
    return value
  }
  const fail = (error: unknown): never => {
    open.fail(error)
    open.finish()
    throw error
  }
  if (isPlainPromise(result)) return result.then(succeed, fail) as T
  if (mayFollow(result)) return keep(open, result, succeed, fail)
  open.finish()
  return result
}

function keep<T extends PromiseLike<unknown>>(
  open: OpenSpan,
  result: T,
  succeed: (value: unknown) => unknown,
  fail: (error: unknown) => never,
): T {
  const then = Reflect.get(result, 'then') as (fulfilled: Handler, rejected: Handler) => unknown
  function followed(this: T, fulfilled?: Handler, rejected?: Handler): unknown {
    const onSuccess = (value: unknown): unknown => {
      const followedValue = succeed(value)
      return typeof fulfilled === 'function' ? fulfilled(followedValue) : followedValue
    }
    const onFailure = (error: unknown): unknown => {
      try {
        return fail(error)
      } catch {
        if (typeof rejected === 'function') return rejected(error)
        throw error
      }
    }
    // Its work may begin only now.
    return hub.current.run(open, () => then.call(this, onSuccess, onFailure))
  }
  try {
    // oxlint-disable-next-line unicorn/no-thenable -- it has a `then`, in whose place this one stands
    Object.defineProperty(result, 'then', { value: followed, configurable: true, writable: true })
  } catch {
    // It is frozen: nobody will tell when it settles.
    open.finish()
  }
  return result
}

/** A promise and nothing else, of this realm or of another. */
function isPlainPromise(value: PromiseLike<unknown>): boolean {
  if (value.constructor === Promise) return true
  return types.isPromise(value) && value.constructor.name === 'Promise'
}
