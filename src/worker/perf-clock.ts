import { SkillperfError } from '../core/errors.ts'
import { realTime } from './real-time.ts'
import type { TestRun } from './test-run.ts'
import type { VirtualClock, VirtualStats } from './virtual/virtual-clock.ts'

/** The clock that a test runs on: `perf.clock`. */
export interface PerfClock {
  /** Milliseconds: since its beginning in virtual time, to the µs; since an arbitrary origin in real time. */
  now(): number
  /**
   * Waits until `ms` virtual milliseconds have passed, and all that falls due
   * until then is done.
   *
   * @throws SkillperfError outside of virtual time
   */
  advance(ms: number): Promise<void>
  /**
   * Waits until nothing is left to do and no timer is pending.
   *
   * @throws SkillperfError outside of virtual time
   */
  advanceUntilIdle(): Promise<void>
  /** Models CPU time: moves a virtual clock by `ms` at once. Does nothing in real time, where computing takes what it takes. */
  work(ms: number): void
  /**
   * Holds a virtual clock until the promise is settled: for real work that it
   * cannot see. Real I/O that begins meanwhile is allowed, whatever `realIO`
   * says, and costs no virtual time. Returns what the promise gives.
   */
  pause<T>(promise: PromiseLike<T>): Promise<T>
  /** What virtual time has done so far; undefined in real time. */
  readonly stats: VirtualStats | undefined
}

/** The functions need no `this`: a test may take them apart. */
export function createPerfClock(run: TestRun): PerfClock {
  const virtual = (method: string): VirtualClock => {
    if (run.clock !== undefined) return run.clock
    throw new SkillperfError(
      `perf.clock.${method}: time is real here, and nobody can move it. ` +
        "Call it in perf.virtual(fn), in a measurement with { clock: 'virtual' }, or in a test with { meta: { skillperf: { clock: 'virtual' } } }.",
    )
  }
  return {
    now: () => (run.clock ?? realTime).now(),
    advance: async (ms) => virtual('advance').advance(ms),
    advanceUntilIdle: async () => virtual('advanceUntilIdle').advanceUntilIdle(),
    work: (ms) => run.clock?.work(ms),
    pause: async (promise) => (run.clock === undefined ? promise : run.clock.pause(promise)),
    get stats() {
      return run.clock?.stats
    },
  }
}
