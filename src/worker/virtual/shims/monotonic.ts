import { performance } from 'node:perf_hooks'
import { activeTime } from '../active-time.ts'
import { toMs } from '../microseconds.ts'
import { disguise, patch } from './patch.ts'

/** `performance.now`, `process.hrtime` and `process.hrtime.bigint`: in virtual time since the start of the run. */
export function installMonotonic(): void {
  // An environment such as jsdom may have put a `performance` of its own in front of Node's.
  for (const host of [Object.getPrototypeOf(performance) as typeof performance, globalThis.performance]) {
    patch(
      host,
      'now',
      (real) =>
        function now(this: typeof performance) {
          const time = activeTime('performance.now')
          return time === undefined ? real.call(this) : toMs(time.timeline.nowUs())
        },
    )
  }
  patch(process, 'hrtime', hrtimeOf)
}

function hrtimeOf(real: NodeJS.HRTime): NodeJS.HRTime {
  const bigint = disguise(
    () => {
      const time = activeTime('process.hrtime.bigint')
      return time === undefined ? real.bigint() : BigInt(time.timeline.nowUs()) * 1_000n
    },
    Reflect.get(real, 'bigint'),
  )
  const hrtime = (since?: [number, number]): [number, number] => {
    const time = activeTime('process.hrtime')
    if (time === undefined) return real(since)
    // Node's own says what is wrong with an argument.
    if (since !== undefined && (!Array.isArray(since) || since.length !== 2)) return real(since)
    const [seconds, nanoseconds] = since ?? [0, 0]
    const us = time.timeline.nowUs()
    const ns = (us % 1e6) * 1_000 - nanoseconds
    const wholeSeconds = Math.floor(us / 1e6) - seconds
    return ns < 0 ? [wholeSeconds - 1, ns + 1e9] : [wholeSeconds, ns]
  }
  return Object.assign(hrtime, { bigint })
}
