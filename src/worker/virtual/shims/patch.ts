import { shared } from '../../process-state.ts'

const shims = shared('clock shims', () => new WeakSet<object>())

/** Whether a function was put in place by us, by whichever copy of this module. */
export function isShim(value: unknown): boolean {
  return typeof value === 'function' && shims.has(value)
}

/**
 * Puts a function in the place of another, which looks the same from outside.
 * Does nothing where one of ours stands already.
 *
 * @param make the new function, made from the one that stood there
 */
export function patch<Host extends object, Key extends keyof Host>(
  host: Host,
  key: Key,
  make: (real: Host[Key]) => Host[Key],
): void {
  const real = host[key]
  const descriptor = Object.getOwnPropertyDescriptor(host, key)
  if (typeof real !== 'function' || isShim(real)) return
  const shim = make(real)
  Object.defineProperty(host, key, {
    ...(descriptor ?? { writable: true, enumerable: true, configurable: true }),
    value: disguise(shim, real),
  })
}

/** Gives a function the name, the length and the properties of another, and marks it as ours. */
export function disguise<T>(shim: T, real: unknown): T {
  const [to, from] = [shim as object, real as object]
  for (const key of Reflect.ownKeys(from)) {
    if (key === 'prototype') continue
    const own = Object.getOwnPropertyDescriptor(to, key)
    const given = Object.getOwnPropertyDescriptor(from, key)
    const keeps = own !== undefined && key !== 'name' && key !== 'length'
    if (given !== undefined && !keeps) Object.defineProperty(to, key, given)
  }
  shims.add(to)
  return shim
}
