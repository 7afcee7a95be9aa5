import { activeTime } from '../active-time.ts'
import type { ActiveTime } from '../active-time.ts'
import { toMs } from '../microseconds.ts'
import { shared } from '../../process-state.ts'
import { disguise, isShim } from './patch.ts'

/** Our own, by Node's: fake timers that are taken away may leave that in its place. */
const shims = shared('date shims', () => new WeakMap<DateConstructor, DateConstructor>())

/** `Date`, `new Date()` and `Date.now()`; what has arguments is Node's own. */
export function installDate(): void {
  const real = globalThis.Date
  if (isShim(real)) return
  const ours = shims.get(real)
  if (ours !== undefined) return put(ours)
  const shim = function (this: unknown, ...args: unknown[]): unknown {
    const time = activeTime('Date')
    if (new.target === undefined) return time === undefined ? real() : new real(wallMs(time)).toString()
    const given = args.length === 0 && time !== undefined ? [wallMs(time)] : args
    return Reflect.construct(real, given, new.target)
  } as unknown as DateConstructor
  shim.now = disguise(() => {
    const time = activeTime('Date.now')
    return time === undefined ? real.now() : wallMs(time)
  }, real.now)
  Object.defineProperty(shim, 'now', { enumerable: false })
  Object.defineProperty(shim, 'prototype', { value: real.prototype, writable: false })
  disguise(shim, real)
  Object.defineProperty(real.prototype, 'constructor', { value: shim })
  shims.set(real, shim)
  put(shim)
}

function put(value: DateConstructor): void {
  Object.defineProperty(globalThis, 'Date', {
    value,
    writable: true,
    enumerable: false,
    configurable: true,
  })
}

function wallMs({ timeline }: ActiveTime): number {
  return Math.floor(timeline.epochMs + toMs(timeline.nowUs()))
}

/** Whether it is a `Date` that ours has stood in for. */
export function isRealDate(date: DateConstructor): boolean {
  return shims.has(date)
}
