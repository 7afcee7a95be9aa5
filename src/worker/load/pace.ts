import type { ClockKind } from '../../core/time/clock.ts'
import { eventLoopTurn, pause, realTime } from '../real-time.ts'

/** How a loop waits: on the clock that its iterations run on. Times are ms of that clock. */
export interface Pace {
  readonly clock: ClockKind
  readonly now: () => number
  /** Resolves about `ms` later. */
  pause(ms: number): Promise<void>
  /** Resolves when no time is left, or somewhat after `stopped` says that nobody waits any more. */
  until(leftMs: () => number, stopped: () => boolean): Promise<void>
  /**
   * Calls back `ms` later.
   *
   * @returns cancels it
   */
  after(ms: number, callback: () => void): () => void
  /** An iteration has ended: the loop gets on. */
  progress(): void
  /** After how long the event loop is due for a turn of its own. */
  readonly turnEveryMs: number
}

/** A timer may be this late. Closer to the time than that, turns of the event loop are counted instead. */
const TIMER_MS = 2
/** Somebody may have stopped the loop meanwhile. */
const LONGEST_WAIT_MS = 100

export const realPace: Pace = {
  clock: 'real',
  now: realTime.now,
  pause,
  async until(leftMs, stopped) {
    for (let ms = leftMs(); ms > 0 && !stopped(); ms = leftMs()) {
      await (ms > TIMER_MS ? pause(Math.min(ms - TIMER_MS, LONGEST_WAIT_MS)) : eventLoopTurn())
    }
  },
  after(ms, callback) {
    const timer = realTime.setTimeout(callback, ms)
    return () => realTime.clearTimeout(timer)
  },
  progress() {},
  // Code that never waits would otherwise keep timers, aborts and the runner's messages out for good.
  turnEveryMs: 20,
}
