import { LONGEST_TIMER_MS, realTime } from './real-time.ts'

/** A point in real time at which something is given up. */
export interface Deadline {
  readonly passed: Promise<never>
  clear(): void
}

/** @param describe makes the error that {@link Deadline.passed} then rejects with */
export function startDeadline(ms: number, describe: () => Error): Deadline {
  const { promise, reject } = Promise.withResolvers<never>()
  if (ms > LONGEST_TIMER_MS) return { passed: promise, clear: () => {} }
  const timer = realTime.setTimeout(() => reject(describe()), ms)
  return { passed: promise, clear: () => realTime.clearTimeout(timer) }
}
