import { hasAnnouncedMocks } from '../core/calls/mocked-call.ts'
import { Steadiness } from '../core/stats/steadiness.ts'
import { ClosedLoop } from './load/closed-loop.ts'
import type { Loop, LoopLimits } from './load/loop.ts'
import { batchFor, timerStep } from './load/timer-step.ts'
import type { Work } from './load/work.ts'
import { realTime } from './real-time.ts'
import type { PlannedMeasurement } from './run-measurement.ts'

/** Iterations before those that count: as many as were asked for, or until they get no faster. */
export class WarmUp {
  readonly loop: Loop
  /** The smallest difference that the timer shows. */
  readonly stepMs: number
  readonly #mayBatch: boolean
  readonly #spans: Work['spans']

  constructor(work: Work, { options, budget }: PlannedMeasurement) {
    const { iterations, timeMs, untilSteady } = budget.warmup
    const steadiness = new Steadiness()
    const limits: LoopLimits = {
      iterations,
      timeMs,
      warmup: true,
      ...(untilSteady && { observe: (ns) => steadiness.add(ns), check: () => steadiness.steady }),
    }
    const concurrency = options.load.kind === 'closed' ? options.load.concurrency : 1
    this.loop = new ClosedLoop(work, limits, { concurrency })
    this.stepMs = timerStep(realTime.now)
    this.#spans = work.spans
    this.#mayBatch =
      options.clock === 'real' &&
      options.iterations === undefined &&
      options.load.kind === 'closed' &&
      concurrency === 1 &&
      work.beforeEach === undefined &&
      work.afterEach === undefined &&
      work.timeoutMs === undefined &&
      work.test.network === undefined &&
      !hasAnnouncedMocks()
  }

  /** Iterations to time together. */
  get batch(): number {
    const { done, waited, recentMs } = this.loop
    // In a batch nobody could tell whose spans are whose.
    const hasSpans = this.#spans?.seen === true
    return this.#mayBatch && !hasSpans && done > 0 && !waited ? batchFor(recentMs, this.stepMs) : 1
  }
}
