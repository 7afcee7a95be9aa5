import { formatCount, formatNumber } from '../core/format.ts'
import type { CallCount, IterationError } from '../core/measurement.ts'
import type { IterationContext, MeasuredFunction } from '../core/options/measure-options.ts'
import { CallCounter } from './call-counter.ts'
import type { IterationCalls } from './call-counter.ts'
import { createContext } from './iteration-context.ts'
import type { IterationSignals } from './iteration-signals.ts'
import { eventLoopTurn, realTime } from './real-time.ts'
import { RunningIterations } from './running-iterations.ts'
import { SampleBuffer } from './sample-buffer.ts'
import { scopes } from './scope.ts'
import type { Scope } from './scope.ts'
import type { TestRun } from './test-run.ts'

const NS_PER_MS = 1e6
const ERRORS_KEPT = 5
/** Code that never waits would otherwise keep timers, aborts and the runner's messages out for good. */
const TURN_EVERY_MS = 20

/** What the loop runs, and how. */
export interface Load {
  readonly fn: MeasuredFunction
  readonly beforeEach: MeasuredFunction | undefined
  readonly afterEach: MeasuredFunction | undefined
  readonly concurrency: number
  readonly seed: number
  readonly test: TestRun
  readonly signals: IterationSignals
}

/** When the loop ends. */
export interface LoopLimits {
  readonly iterations: number
  /** Number the iterations −1, −2, …, so that they draw from streams of their own. */
  readonly warmup?: boolean
  /** Called now and then between iterations; throws to give up. */
  readonly check?: (progress: { done: number; fastestMs: number; nowMs: number }) => void
}

/** What came out. */
export interface LoopResult {
  readonly samplesNs: Float64Array
  readonly failedNs: Float64Array
  readonly firstErrors: readonly IterationError[]
  readonly elapsedNs: number
  readonly counts: Readonly<Record<string, CallCount>>
}

/**
 * A closed loop: `concurrency` lanes, each of which starts its next iteration
 * when the one before is done. Only the function itself is timed; hooks, scopes
 * and bookkeeping stay outside.
 */
export class ClosedLoop {
  readonly #load: Load
  readonly #limits: LoopLimits
  readonly #samples: SampleBuffer
  readonly #failed = new SampleBuffer(16)
  readonly #firstErrors: IterationError[] = []
  readonly #calls = new CallCounter()
  readonly #running = new RunningIterations()
  #next = 0
  #stopped = false
  #active = false
  #startedMs = 0
  #timeMs = Infinity
  #fastestMs = Infinity
  #lastTurnMs = 0

  constructor(load: Load, limits: LoopLimits) {
    this.#load = load
    this.#limits = limits
    this.#samples = new SampleBuffer(limits.iterations)
  }

  /**
   * Runs until the limits are met.
   *
   * @param timeMs no iteration starts later than this after the start, but the first always does
   * @throws what a hook or the limits' check throws; errors of the function itself are counted
   */
  async run(timeMs: number = Infinity): Promise<void> {
    this.#timeMs = timeMs
    this.#startedMs = realTime.now()
    this.#lastTurnMs = this.#startedMs
    this.#active = true
    try {
      await Promise.all(await this.#startLanes())
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
    return this.#next < this.#limits.iterations
  }

  /** Starts no further iteration. */
  stop(): void {
    this.#stopped = true
  }

  /** Iterations that are done, failed ones too. */
  get done(): number {
    return this.#samples.length + this.#failed.length
  }

  /** One line on how far the loop has come, for an error that ends it. */
  describe(): string {
    const oldest = this.#running.oldest(realTime.now())
    const done = formatCount(this.done, 'iteration') + (this.done === 1 ? ' was done' : ' were done')
    if (oldest === undefined) return done
    return `${done}, and iteration ${oldest.index} had been running for ${formatNumber(oldest.ms)} ms`
  }

  /** @param known tools that are listed even when nobody called them */
  result(known: Iterable<string>): LoopResult {
    return {
      samplesNs: this.#samples.toArray(),
      failedNs: this.#failed.toArray(),
      firstErrors: this.#firstErrors,
      elapsedNs: Math.round(this.#running.elapsedMs * NS_PER_MS),
      counts: this.#calls.counts(known),
    }
  }

  async #startLanes(): Promise<Promise<void>[]> {
    const lanes: Promise<void>[] = []
    while (lanes.length < this.#load.concurrency && this.#mayStart()) {
      const lane = this.#lane()
      // Whoever awaits them all gets the error; until then it must not count as unhandled.
      lane.catch(() => this.stop())
      lanes.push(lane)
      if (this.#turnIsDue()) await this.#takeTurn()
    }
    return lanes
  }

  #turnIsDue(): boolean {
    return realTime.now() - this.#lastTurnMs > TURN_EVERY_MS
  }

  async #takeTurn(): Promise<void> {
    await eventLoopTurn()
    this.#lastTurnMs = realTime.now()
  }

  async #lane(): Promise<void> {
    while (this.#mayStart()) {
      if (this.#turnIsDue()) {
        await this.#takeTurn()
        continue
      }
      const nth = this.#next++
      await this.#iterate(this.#limits.warmup === true ? -1 - nth : nth)
      this.#limits.check?.({
        done: this.done,
        fastestMs: this.#fastestMs,
        nowMs: realTime.now() - this.#startedMs,
      })
    }
  }

  #mayStart(): boolean {
    if (this.#stopped || this.#next >= this.#limits.iterations) return false
    return this.#next === 0 || realTime.now() - this.#startedMs < this.#timeMs
  }

  async #iterate(index: number): Promise<void> {
    const { fn, beforeEach, afterEach, seed, signals, test } = this.#load
    const calls: IterationCalls = new Map()
    const scope: Scope = { test, iteration: { index, part: 'fn', seed, calls } }
    const context = createContext(index, seed, signals)
    if (beforeEach !== undefined) await this.#runHook(beforeEach, context)
    let startMs = 0
    this.#running.enter(index, realTime.now())
    try {
      const result = scopes.run(scope, () => {
        startMs = realTime.now()
        return fn(context)
      })
      if (isThenable(result)) await result
      this.#samples.push(this.#end(index, startMs, realTime.now()))
    } catch (error) {
      this.#failed.push(this.#end(index, startMs, realTime.now()))
      if (this.#firstErrors.length < ERRORS_KEPT) this.#firstErrors.push({ iteration: index, error })
    }
    this.#calls.add(calls)
    if (afterEach !== undefined) await this.#runHook(afterEach, context)
    signals.release(index)
  }

  /** @returns how long the iteration took, in ns */
  #end(index: number, startMs: number, nowMs: number): number {
    this.#running.leave(index, startMs, nowMs)
    this.#fastestMs = Math.min(this.#fastestMs, nowMs - startMs)
    return Math.round((nowMs - startMs) * NS_PER_MS)
  }

  /** What hooks call is not counted, and drawn from streams of their own. */
  async #runHook(hook: MeasuredFunction, context: IterationContext): Promise<void> {
    const { seed, test } = this.#load
    const iteration = { index: context.iteration, part: 'hook', seed, calls: new Map() } as const
    await scopes.run({ test, iteration }, hook, context)
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    (typeof value === 'object' || typeof value === 'function') &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  )
}
