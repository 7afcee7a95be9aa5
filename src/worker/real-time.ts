import { performance } from 'node:perf_hooks'
import { shared } from './process-state.ts'

interface RealTime {
  readonly setTimeout: typeof globalThis.setTimeout
  readonly clearTimeout: typeof globalThis.clearTimeout
  readonly setInterval: typeof globalThis.setInterval
  readonly setImmediate: typeof globalThis.setImmediate
  /** Milliseconds since the process started, to the nanosecond. */
  readonly now: () => number
}

/**
 * The process's real timers, as they were before any test could put fakes in
 * their place: neither `vi.useFakeTimers` nor our own virtual clock must stop
 * our own clocks. Shared, because a later copy of this module finds the shims.
 */
export const realTime: RealTime = shared('real time', () => ({
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  setImmediate: globalThis.setImmediate,
  now: performance.now.bind(performance),
}))

/** Past this many ms, setTimeout fires at once instead. */
export const LONGEST_TIMER_MS: number = 2 ** 31 - 1

/** One turn of the event loop: timers, I/O and messages get to run. */
export function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => {
    realTime.setImmediate(resolve)
  })
}

/** Resolves some `ms` later, give or take what timers do. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    realTime.setTimeout(resolve, ms)
  })
}
