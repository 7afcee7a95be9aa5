import { usageError } from '../../core/errors.ts'
import type { Clock } from '../../core/time/clock.ts'
import { realClock } from '../real-clock.ts'
import type { Driver } from './driver.ts'
import { toMs, toUs } from './microseconds.ts'
import type { Timeline } from './timeline.ts'
import { sleepOn } from './virtual-sleep.ts'

/** What a virtual run has done so far. */
export interface VirtualStats {
  /** How often time has moved to a timer. */
  readonly jumps: number
  /** Turns of the real event loop that it has watched. */
  readonly turns: number
  readonly timersFired: number
  /** Real time in which real work was out, in ms. */
  readonly realIoMs: number
  /** CPU time that was added to the clock (`cpu: 'add'`), in ms. */
  readonly cpuMs: number
}

/** The clock of a virtual run. Its time moves to the next timer as soon as nothing else is left to do. */
export class VirtualClock implements Clock {
  readonly kind = 'virtual'
  readonly #timeline: Timeline
  readonly #driver: Driver

  constructor(timeline: Timeline, driver: Driver) {
    this.#timeline = timeline
    this.#driver = driver
  }

  /** Virtual milliseconds since the run began, to the µs. */
  now(): number {
    return toMs(this.#timeline.nowUs())
  }

  /**
   * Resolves `ms` virtual milliseconds later; once the run is over, real ones.
   *
   * @throws the signal's reason as soon as the signal is aborted
   */
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (!(ms > 0)) return
    await (this.#timeline.over
      ? realClock.sleep(ms, signal)
      : sleepOn(this.#timeline, { us: toUs(ms), signal }))
  }

  /**
   * Waits until `ms` virtual milliseconds have passed, and all that falls due
   * until then has been done, its last instant included.
   *
   * @throws SkillperfError when `ms` is no time
   */
  async advance(ms: number): Promise<void> {
    const us = toUs(readMs('advance', ms))
    await (this.#timeline.over ? realClock.sleep(ms) : sleepOn(this.#timeline, { us, last: true }))
  }

  /** Waits until nothing is left to do, and no timer is pending that Node would wait for. */
  async advanceUntilIdle(): Promise<void> {
    await this.#driver.idle()
  }

  /**
   * Models CPU time: moves the clock by `ms` at once. Timers that fall due
   * meanwhile fire late, as they do when code really blocks.
   *
   * @throws SkillperfError when `ms` is no time
   */
  work(ms: number): void {
    this.#timeline.moveBy(toUs(readMs('work', ms)))
  }

  /** Holds the clock until the promise is settled: for real work that cannot be seen. */
  pause<T>(promise: PromiseLike<T>): Promise<T> {
    return this.#driver.hold(promise)
  }

  /** Says that the run gets on: `maxVirtualMs` counts from here. */
  progress(): void {
    this.#driver.progress()
  }

  get stats(): VirtualStats {
    const { jumps, timersFired, cpuMs } = this.#timeline
    const { turns, realIoMs } = this.#driver
    return { jumps, turns, timersFired, realIoMs, cpuMs }
  }
}

function readMs(method: string, ms: number): number {
  if (Number.isFinite(ms) && ms >= 0) return ms
  throw usageError({
    place: `perf.clock.${method}`,
    rule: 'the time must be a number of milliseconds from 0 up',
    received: { value: ms },
    fix: `For example: perf.clock.${method}(20).`,
  })
}
