import { hub } from './hub.ts'
import { span } from './span.ts'

/**
 * Wraps a function: each call is a span of this name.
 *
 * @returns a function that is called the same way, `this` included
 */
export function trace<A extends unknown[], R, T = unknown>(
  name: string,
  fn: (this: T, ...args: A) => R,
): (this: T, ...args: A) => R {
  hub.known.add(name)
  return function traced(this: T, ...args: A): R {
    return hub.listening === 0 ? fn.apply(this, args) : span(name, () => fn.apply(this, args))
  }
}
