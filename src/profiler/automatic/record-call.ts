import { AsyncResource } from 'node:async_hooks'
import type { OpenSpan } from '../open-span.ts'
import type { AnyFunction } from './patches.ts'

/** Calls what ends when it returns: its span ends then. */
export function recordSync<T>(span: OpenSpan, call: () => T): T {
  try {
    return call()
  } catch (error) {
    span.fail(error)
    throw error
  } finally {
    span.finish()
  }
}

/** Calls what returns a promise: its span ends when that is settled. */
export function recordPromise(span: OpenSpan, call: () => unknown): unknown {
  let result: unknown
  try {
    result = call()
  } catch (error) {
    span.fail(error)
    span.finish()
    throw error
  }
  if (!isThenable(result)) {
    span.finish()
    return result
  }
  // What comes of it is returned, because a rejection that was looked at here would count as handled.
  return result.then(
    (value) => {
      span.finish()
      return value
    },
    (error: unknown) => {
      span.fail(error)
      span.finish()
      throw error
    },
  )
}

/** Calls what calls back, `(error, …)`: its span ends then. The callback runs in the async context of the call. */
export function recordCallback(
  span: OpenSpan,
  callback: AnyFunction,
  call: (callback: AnyFunction) => unknown,
): unknown {
  const inContext = AsyncResource.bind(callback)
  const ended = function (this: unknown, ...args: unknown[]): unknown {
    if (args[0] instanceof Error) span.fail(args[0])
    span.finish()
    return inContext.apply(this, args)
  }
  try {
    return call(ended)
  } catch (error) {
    span.fail(error)
    span.finish()
    throw error
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
