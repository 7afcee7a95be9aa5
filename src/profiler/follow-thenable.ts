import { types } from 'node:util'
import { followIterator, isIterator } from './follow-iterator.ts'
import { hub } from './hub.ts'
import { isThenable } from './is-thenable.ts'
import { mayFollow } from './may-follow.ts'
import type { OpenSpan } from './open-span.ts'

type Method = (this: unknown, ...args: unknown[]) => unknown
type Handler = ((value: unknown) => unknown) | null | undefined

/**
 * Ends a span when a promise settles. A plain promise is followed by another,
 * which has what somebody may have hung on it, such as a `cancel`; so an error
 * that nobody handles stays one. Anything else that can be
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
  if (isPlainPromise(result)) return withOwnOf(result, result.then(succeed, fail)) as T
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
  const { then } = result as { readonly then: (fulfilled: Handler, rejected: Handler) => unknown }
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
    define(result, 'then', followed)
    for (const name of ['catch', 'finally'] as const) {
      const method: unknown = Reflect.get(result, name)
      // Those of promises ask for `then`; others may go past it.
      if (typeof method !== 'function' || method === Promise.prototype[name]) continue
      define(result, name, followedMethod(open, method as Method, name))
    }
  } catch {
    // It is frozen: nobody will tell when it settles.
    open.finish()
  }
  return result
}

/** A `catch` or `finally`, whose promise settles after the one that it is of. */
function followedMethod(open: OpenSpan, method: Method, name: 'catch' | 'finally'): Method {
  return function (this: unknown, ...args) {
    const handler = args.at(-1)
    // Before it, some take classes of errors.
    if (name === 'catch' && typeof handler === 'function') {
      args[args.length - 1] = (error: unknown): unknown => {
        open.fail(error)
        return (handler as Method)(error)
      }
    }
    const settled = hub.current.run(open, () => method.apply(this, args))
    return isThenable(settled) ? followThenable(open, settled) : settled
  }
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true })
}

/** Hands on what stands on a promise itself. */
function withOwnOf<P extends object>(promise: object, follower: P): P {
  for (const key of Reflect.ownKeys(promise)) {
    // What both have is Node's: the ids of its async hooks.
    const own = Object.hasOwn(follower, key) ? undefined : Object.getOwnPropertyDescriptor(promise, key)
    if (own !== undefined) Object.defineProperty(follower, key, own)
  }
  return follower
}

/** A promise of no class of its own, of this realm or of another. */
function isPlainPromise(value: PromiseLike<unknown>): boolean {
  if (!types.isPromise(value)) return false
  try {
    return value.constructor === Promise || value.constructor.name === 'Promise'
  } catch {
    return false
  }
}
