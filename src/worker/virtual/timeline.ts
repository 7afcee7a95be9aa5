import { realTime } from '../real-time.ts'
import { busyWaitError } from './busy-wait.ts'
import { toMs, toUs } from './microseconds.ts'
import { TimerQueue } from './timer-queue.ts'
import type { Scheduled } from './timer-queue.ts'

/** Reads of the clock without a turn of the event loop: some seconds of them. */
const MOST_READS = 10_000_000

/** One run's virtual time, from 0, and what is to happen on it. */
export class Timeline {
  /** What the wall clock shows at 0, in ms since 1970. */
  readonly epochMs: number
  readonly queue: TimerQueue = new TimerQueue()
  /** How often time has moved to a timer. */
  jumps = 0
  timersFired = 0
  /** CPU time that was added, in ms. */
  cpuMs = 0
  #nowUs = 0
  #reads = 0
  #over = false
  readonly #countsCpu: boolean
  #runningSinceMs: number | undefined

  /** @param countsCpu whether time moves with the CPU time that code takes */
  constructor(epochMs: number, countsCpu = false) {
    this.epochMs = epochMs
    this.#countsCpu = countsCpu
  }

  /** Its run has ended: it stands still for ever. */
  get over(): boolean {
    return this.#over
  }

  /**
   * µs since the run began.
   *
   * @throws SkillperfError when it is asked millions of times in one go: whoever waits for it that way waits for ever
   */
  nowUs(): number {
    if (++this.#reads > MOST_READS) throw busyWaitError(MOST_READS)
    if (this.#runningSinceMs === undefined) return this.#nowUs
    return this.#nowUs + Math.max(0, toUs(realTime.now() - this.#runningSinceMs))
  }

  /** Another turn of the event loop. */
  turn(): void {
    this.#reads = 0
  }

  schedule(timer: Scheduled, delayUs: number, last?: boolean): void {
    this.queue.add(timer, this.nowUs() + delayUs, last)
  }

  /** Moves on at once; what falls due meanwhile fires late. */
  moveBy(us: number): void {
    this.#nowUs += us
  }

  /** Moves to the first timer, unless it is late, and fires it. */
  fireNext(): void {
    const timer = this.queue.take()
    if (timer === undefined) return
    if (timer.atUs > this.#nowUs) {
      this.#nowUs = timer.atUs
      this.jumps++
    }
    this.timersFired++
    this.startCpu()
    timer.fire()
  }

  /** Code begins to run. */
  startCpu(): void {
    if (this.#countsCpu) this.#runningSinceMs = realTime.now()
  }

  /** Nothing runs any more: adds what it has cost. */
  stopCpu(): void {
    if (this.#runningSinceMs === undefined) return
    const us = this.nowUs() - this.#nowUs
    this.#runningSinceMs = undefined
    this.#nowUs += us
    this.cpuMs += toMs(us)
  }

  /** Ends it, and hands over to real time what is still pending. */
  end(): void {
    this.stopCpu()
    this.#over = true
    for (const timer of this.queue.pending()) {
      this.queue.remove(timer)
      timer.release(Math.max(0, timer.atUs - this.#nowUs))
    }
  }
}
