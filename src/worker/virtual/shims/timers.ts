import timers from 'node:timers'
import { promisify } from 'node:util'
import { activeTime } from '../active-time.ts'
import { VirtualTimer, virtualTimerOf } from '../virtual-timer.ts'
import { disguise, isShim } from './patch.ts'

type Callback = (...args: unknown[]) => unknown
type SetTimer = (callback: Callback, delay?: unknown, ...args: unknown[]) => unknown

/** `setTimeout`, `setInterval` and those that clear them: the global ones and those of `node:timers`. */
export function installTimers(): void {
  const shims = {
    setTimeout: setter(timers.setTimeout as unknown as SetTimer, 'timeout', 'setTimeout'),
    setInterval: setter(timers.setInterval as unknown as SetTimer, 'interval', 'setInterval'),
    clearTimeout: clearer(timers.clearTimeout),
    clearInterval: clearer(timers.clearInterval),
  }
  Object.defineProperty(shims.setTimeout, promisify.custom, {
    enumerable: true,
    get: () => timers.promises.setTimeout,
  })
  for (const key of ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] as const) {
    // Another's fake in its place stays: whoever put it there takes it away again.
    const known: unknown = timers[key]
    if (isShim(known)) continue
    const value = disguise<unknown>(shims[key], known)
    if (globalThis[key] === known)
      Object.defineProperty(globalThis, key, { ...describe(globalThis, key), value })
    Object.defineProperty(timers, key, { ...describe(timers, key), value })
  }
}

function describe(host: object, key: string): PropertyDescriptor {
  return Object.getOwnPropertyDescriptor(host, key) ?? {}
}

function setter(real: SetTimer, kind: 'timeout' | 'interval', name: string): SetTimer {
  return function set(callback, delay, ...args) {
    const time = activeTime(name)
    // Node's own says what is wrong with a callback.
    if (time === undefined || typeof callback !== 'function') return real(callback, delay, ...args)
    return new VirtualTimer(time.timeline, { kind, callback, args, delay, madeBy: set })
  }
}

function clearer(real: (timer?: never) => void): (timer?: unknown) => void {
  return (timer) => {
    const virtual = virtualTimerOf(timer)
    if (virtual === undefined) real(timer as never)
    else virtual.close()
  }
}
