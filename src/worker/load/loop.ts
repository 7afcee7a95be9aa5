import { formatCount, formatNumber } from '../../core/format.ts'
import type { SequentialSla } from '../../core/sequential-sla.ts'
import { eventLoopTurn } from '../real-time.ts'
import { Interludes } from './interlude.ts'
import type { Interlude } from './interlude.ts'
import { IterationRunner } from './iteration-runner.ts'
import { realPace } from './pace.ts'
import type { Pace } from './pace.ts'
import { Recorder } from './recorder.ts'
import type { LoopResult, Observer } from './recorder.ts'
import type { Slot } from './slot.ts'
import type { Work } from './work.ts'

/** When a loop ends. */
export interface LoopLimits {
  /** Samples, and failed iterations. */
  readonly iterations: number
  /** Starts no iteration later than this, in ms after the start; but the first always. Default: Infinity. */
  readonly timeMs?: number
  /** From this time on it ends as soon as there are enough iterations. Default: never. */
  readonly enough?: { readonly timeMs: number; readonly iterations: number } | undefined
  /** Number the iterations −1, −2, …, so that they draw from streams of their own. */
  readonly warmup?: boolean
  /** Iterations that are timed together, where a function is too fast for the timer. Default: 1. */
  readonly batch?: number
  /** Limits to look at while running. */
  readonly sla?: SequentialSla | undefined
  /** Ends the loop when every limit is decided. Default: false. */
  readonly untilDecided?: boolean
  /** Ends the loop when a limit is decided against it. Default: false. */
  readonly abortOnFail?: boolean
  /** Lets no limit end the loop earlier than this, in ms after the start, unless it is decided clearly. Default: 0. */
  readonly leastMs?: number
  /** Done between iterations, where no other is running: loops that run several at once leave it out. */
  readonly interlude?: Interlude | undefined
  /** Starts iterations until the interlude was done often enough, even if there were enough of them, or enough to decide. Default: false. */
  readonly untilInterlude?: boolean
  /** Looks at each duration, in ns. */
  readonly observe?: Observer
  /** Ends the loop as soon as it returns true. Called now and then between iterations; throws to give up. */
  readonly check?: (progress: Progress) => boolean
}

/** How far a loop has come. Times are ms from its start. */
export interface Progress {
  readonly done: number
  readonly fastestMs: number
  readonly nowMs: number
}

/** What closed and open loops have in common: when they end, and what comes out. */
export abstract class Loop {
  protected readonly work: Work
  protected readonly limits: LoopLimits
  protected readonly recorder: Recorder
  protected readonly runner: IterationRunner
  protected readonly pace: Pace
  protected readonly now: () => number
  protected readonly interludes: Interludes | undefined
  protected startedMs = 0
  /** Samples that were started. */
  protected next = 0
  #numbered = 0
  #lastTurnMs = 0
  #stopped = false
  #interrupted = false
  #active = false
  #decided = false

  /** @param now ms of the clock that is measured by */
  constructor(work: Work, limits: LoopLimits, now?: () => number) {
    this.work = work
    this.limits = limits
    this.pace = work.pace ?? realPace
    this.now = now ?? this.pace.now
    this.recorder = new Recorder(limits.iterations, limits.sla, limits.observe, work.slo)
    this.runner = new IterationRunner(work, this.recorder, this.now)
    this.interludes = limits.interlude && new Interludes(limits.interlude)
  }

  /** Starts iterations until there are no more to start. */
  protected abstract drive(): Promise<void>
  /** Iterations that are running. */
  protected abstract readonly slots: Iterable<Slot>

  /**
   * Runs until the limits are met.
   *
   * @throws what a hook or the limits' check throws; errors of the function itself are counted
   */
  async run(): Promise<void> {
    this.startedMs = this.now()
    this.#lastTurnMs = this.startedMs
    this.#active = true
    try {
      await this.drive()
    } finally {
      this.stop()
      this.#active = false
    }
  }

  get running(): boolean {
    return this.#active
  }

  /** The time was up before all iterations had run. */
  get timeIsUp(): boolean {
    return !this.#decided && this.recorder.done < this.limits.iterations
  }

  /** It ended because of what its samples were. */
  get decided(): boolean {
    return this.#decided
  }

  /** Starts no further iteration. */
  stop(): void {
    this.#stopped = true
  }

  /** Stops it from outside, running or not. */
  interrupt(): void {
    this.#interrupted = true
    this.stop()
  }

  get interrupted(): boolean {
    return this.#interrupted
  }

  /** Iterations that are done, failed ones too. */
  get done(): number {
    return this.recorder.done
  }

  /** What an iteration takes at the moment, in ms; NaN before the first. */
  get recentMs(): number {
    return this.recorder.recentMs
  }

  /** At least one iteration left something to wait for, such as a promise. */
  get waited(): boolean {
    return this.recorder.waited
  }

  /** The p95 so far, in ms; undefined before there are enough samples. */
  get p95Ms(): number | undefined {
    return this.recorder.p95Ms
  }

  /** What its limits say so far; null without any. */
  get slaState(): SequentialSla['state'] {
    return this.limits.sla?.state ?? null
  }

  /** One line on how far the loop has come, for an error that ends it. */
  describe(): string {
    const nowMs = this.now()
    const done = formatCount(this.done, 'iteration') + (this.done === 1 ? ' was done' : ' were done')
    const [oldest] = [...this.slots].filter((slot) => slot.pending).toSorted((a, b) => a.startMs - b.startMs)
    if (oldest === undefined) return done
    return `${done}, and iteration ${oldest.index} had been running for ${formatNumber(nowMs - oldest.startMs)} ms`
  }

  /** @param known tools that are listed even when nobody called them */
  result(known: Iterable<string>): LoopResult {
    return this.recorder.result(known)
  }

  /** Whether another iteration may start at this point of the clock. */
  protected mayStart(nowMs: number): boolean {
    if (this.#stopped || (this.next >= this.limits.iterations && !this.#wantsInterlude)) return false
    if (this.next === 0) return true
    const { timeMs = Infinity, enough } = this.limits
    const ms = nowMs - this.startedMs
    if (ms >= timeMs) return false
    return enough === undefined || ms < enough.timeMs || this.recorder.done < enough.iterations
  }

  get #wantsInterlude(): boolean {
    return this.limits.untilInterlude === true && this.interludes?.enough === false
  }

  /**
   * Takes the next iteration, or several that are timed together.
   *
   * @returns the number of the first
   */
  protected take(together: number = 1): number {
    const nth = this.#numbered
    this.#numbered += together
    this.next++
    return this.limits.warmup === true ? -1 - nth : nth
  }

  /** Whether an iteration could still start at a later point of the clock. */
  protected mayComeAt(ms: number): boolean {
    if (this.next >= this.limits.iterations) return false
    return this.next === 0 || ms - this.startedMs < (this.limits.timeMs ?? Infinity)
  }

  protected get stopped(): boolean {
    return this.#stopped
  }

  /** Ends the loop when the iteration that has just ended was the last one needed. */
  protected decide(): void {
    const { sla, untilDecided, abortOnFail, leastMs = 0 } = this.limits
    if (sla === undefined) return
    const decided =
      (untilDecided === true && sla.decided && !this.#wantsInterlude) ||
      (abortOnFail === true && sla.hopeless)
    if (!decided) return
    const nowMs = this.now()
    if (nowMs - this.startedMs < leastMs && !sla.clear) return
    this.#decided = true
    this.recorder.close(nowMs)
    this.stop()
  }

  /** Calls the limits' check. */
  protected check(nowMs: number): void {
    const { check } = this.limits
    if (check === undefined) return
    const progress = { done: this.done, fastestMs: this.recorder.fastestMs, nowMs: nowMs - this.startedMs }
    if (check(progress)) this.stop()
  }

  /** Timers, I/O and messages have had no turn for a while. */
  protected turnIsDue(nowMs: number): boolean {
    return nowMs - this.#lastTurnMs > this.pace.turnEveryMs
  }

  protected async takeTurn(): Promise<void> {
    await eventLoopTurn()
    this.#lastTurnMs = this.now()
  }

  /** When the next turn of the event loop is due. */
  protected get turnDueMs(): number {
    return this.#lastTurnMs + this.pace.turnEveryMs
  }
}
