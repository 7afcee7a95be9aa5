import { realTime } from '../real-time.ts'
import type { Activity } from './activity.ts'
import { immediatesError, intervalsError, pollError } from './guards.ts'
import type { Timeline } from './timeline.ts'

/** Real ms for which intervals alone may go on. */
const INTERVALS_MS = 1_000
/** Real ms for which anything else may repeat itself; and how often it has to have done so. */
const REPEATS_MS = 2_000
const REPEATS = 100_000
/** Repeats from which on it is worth its cost to know where they come from. */
const SUSPICIOUS = REPEATS / 2

/**
 * Tells loops that never get on. An honest run is none of these: it takes more
 * than 2 s of real time without progress (an iteration's end, an answer of the
 * outside world), and in it nothing but intervals goes on; or 100,000 turns of
 * the event loop have followed each other by `setImmediate` alone; or 100,000
 * timers have each come by the same time after the one before.
 */
export class EndlessGuard {
  readonly #timeline: Timeline
  readonly #activity: Activity
  readonly #intervals = new Repeats()
  readonly #polls = new Repeats()
  readonly #immediates = new Repeats()
  #gapUs = 0
  #timerUs = 0

  constructor(timeline: Timeline, activity: Activity) {
    this.#timeline = timeline
    this.#activity = activity
  }

  /** Something has happened that does not come from the code's own loops. */
  progress(): void {
    this.#intervals.reset()
    this.#polls.reset()
    this.#immediates.reset()
  }

  /** The next turn is there because of what the code has set going in this one. */
  turn(): void {
    const immediates = this.#immediates
    immediates.count++
    if (immediates.count === SUSPICIOUS) this.#activity.noteImmediates()
    if (!immediates.areMany(REPEATS, REPEATS_MS)) return
    if (this.#activity.out() !== undefined) immediates.reset()
    else throw immediatesError(REPEATS_MS, this.#activity.immediatePlace(), this.#timeline)
  }

  /** The first timer is about to fire. */
  timer(): void {
    this.#immediates.reset()
    const next = this.#timeline.queue.peek()
    if (next === undefined) return
    this.#guardIntervals(next.kind === 'interval')
    const gapUs = next.atUs - this.#timerUs
    this.#timerUs = next.atUs
    // Several of one instant may be several polls.
    if (gapUs === 0) return
    if (gapUs !== this.#gapUs) this.#polls.reset()
    this.#gapUs = gapUs
    this.#polls.count++
    if (this.#polls.areMany(REPEATS, REPEATS_MS)) throw pollError(REPEATS, gapUs, this.#timeline)
  }

  #guardIntervals(isInterval: boolean): void {
    if (!isInterval) return this.#intervals.reset()
    this.#intervals.count++
    if (!this.#intervals.areMany(0, INTERVALS_MS)) return
    if (!this.#timeline.queue.some(({ kind }) => kind !== 'interval')) throw intervalsError(this.#timeline)
    this.#intervals.reset()
  }
}

class Repeats {
  count = 0
  #sinceMs: number | undefined

  reset(): void {
    this.count = 0
    this.#sinceMs = undefined
  }

  /** Asked at each repeat: there are more than so many, and they have gone on for so long. */
  areMany(count: number, ms: number): boolean {
    this.#sinceMs ??= realTime.now()
    return this.count > count && realTime.now() - this.#sinceMs > ms
  }
}
