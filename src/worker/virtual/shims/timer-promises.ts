import { promises as timersPromises } from 'node:timers'
import { activeTime } from '../active-time.ts'
import type { ActiveTime } from '../active-time.ts'
import { VirtualTimer } from '../virtual-timer.ts'
import { patch } from './patch.ts'

interface WaitOptions {
  readonly signal?: AbortSignal | undefined
  readonly ref?: boolean | undefined
}

type Wait = typeof timersPromises.setTimeout

/** `setTimeout`, `setInterval` and `scheduler.wait` of `node:timers/promises`. */
export function installTimerPromises(): void {
  // Node's own: says what is wrong with arguments, and makes the AbortError.
  const wait = timersPromises.setTimeout
  patch(timersPromises, 'setTimeout', (real) => setTimeoutOf(real))
  patch(timersPromises, 'setInterval', (real) => setIntervalOf(real, wait))
  const scheduler = Object.getPrototypeOf(timersPromises.scheduler) as typeof timersPromises.scheduler
  patch(scheduler, 'wait', (real) => {
    const shim: typeof real = function (this: typeof scheduler, delay, options) {
      const time = activeTime('scheduler.wait')
      if (time === undefined || this !== timersPromises.scheduler || !areValid(delay, options)) {
        return real.call(this, delay, options)
      }
      return sleep({ time, delay, options, madeBy: shim }, undefined, wait)
    }
    return shim
  })
}

interface Sleep {
  readonly time: ActiveTime
  readonly delay: number | undefined
  readonly options: WaitOptions | undefined
  readonly madeBy: (...args: never[]) => unknown
}

function setTimeoutOf(real: Wait): Wait {
  const shim = <T>(delay?: number, value?: T, options?: WaitOptions): Promise<T> => {
    const time = activeTime('setTimeout of node:timers/promises')
    if (time === undefined || !areValid(delay, options)) return real(delay, value, options)
    return sleep({ time, delay, options, madeBy: shim }, value as T, real)
  }
  return shim
}

function sleep<T>({ time, delay, options, madeBy }: Sleep, value: T, real: Wait): Promise<T> {
  const signal = options?.signal
  if (signal?.aborted === true) return real(1, value, { signal })
  return new Promise((resolve) => {
    const timer = new VirtualTimer(time.timeline, {
      kind: 'timeout',
      delay,
      ref: options?.ref ?? true,
      madeBy,
      callback: () => {
        signal?.removeEventListener('abort', abort)
        resolve(value)
      },
    })
    const abort = (): void => {
      timer.close()
      resolve(real(1, value, { signal }))
    }
    signal?.addEventListener('abort', abort, { once: true })
  })
}

function setIntervalOf(
  real: typeof timersPromises.setInterval,
  wait: Wait,
): typeof timersPromises.setInterval {
  const shim = <T>(delay?: number, value?: T, options?: WaitOptions): NodeJS.AsyncIterator<T> => {
    const ticks = (async function* () {
      const time = activeTime('setInterval of node:timers/promises')
      if (time === undefined || !areValid(delay, options) || options?.signal?.aborted === true) {
        return yield* real(delay, value, options)
      }
      return yield* tick({ time, delay, options, madeBy: shim }, value as T, wait)
    })()
    return ticks as NodeJS.AsyncIterator<T>
  }
  return shim as typeof timersPromises.setInterval
}

async function* tick<T>({ time, delay, options, madeBy }: Sleep, value: T, wait: Wait): AsyncGenerator<T> {
  const signal = options?.signal
  let owed = 0
  let wake = (): void => {}
  const timer = new VirtualTimer(time.timeline, {
    kind: 'interval',
    delay,
    ref: options?.ref ?? true,
    madeBy,
    callback: () => {
      owed++
      wake()
    },
  })
  const abort = (): void => {
    timer.close()
    wake()
  }
  signal?.addEventListener('abort', abort, { once: true })
  try {
    while (!isAborted(signal)) {
      if (owed === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      for (; owed > 0; owed--) yield value
    }
    await wait(1, undefined, { signal })
  } finally {
    timer.close()
    signal?.removeEventListener('abort', abort)
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true
}

function areValid(delay: unknown, options: unknown): boolean {
  if (delay !== undefined && typeof delay !== 'number') return false
  if (options === undefined) return true
  if (typeof options !== 'object' || options === null) return false
  const { signal, ref } = options as { signal?: unknown; ref?: unknown }
  return (
    (signal === undefined || (typeof signal === 'object' && signal !== null && 'aborted' in signal)) &&
    (ref === undefined || typeof ref === 'boolean')
  )
}
