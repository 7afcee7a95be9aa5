import { hub } from './hub.ts'
import { readFunction } from './read-function.ts'
import type { span } from './span.ts'

/** Any function. */
export type AnyFunction = (this: never, ...args: never[]) => unknown

/** With more names than these, they are made of data. */
const MOST_KNOWN = 10_000

/** Lets `run.span(name)` be asked for a name, even if it has not been called. */
export function announce(name: string): void {
  if (typeof name === 'string' && hub.known.size < MOST_KNOWN) hub.known.add(name)
}

/**
 * Wraps a function: each call is a span.
 *
 * @param record whose `span` it is
 * @returns a function with the properties of the given one
 */
export function traced<F extends AnyFunction>(record: typeof span, name: string, given: F): F {
  const fn = readFunction('trace', given) as unknown as (this: unknown, ...args: unknown[]) => unknown
  function wrapper(this: unknown, ...args: unknown[]): unknown {
    return record(name, () => Reflect.apply(fn, this, args))
  }
  return Object.defineProperties(wrapper, ownOf(given)) as unknown as F
}

function ownOf(fn: object): PropertyDescriptorMap {
  try {
    // `prototype` is for classes, which cannot be called.
    const { prototype: _, ...own } = Object.getOwnPropertyDescriptors(fn)
    return own
  } catch {
    // A proxy that does not let itself be looked at.
    return {}
  }
}
