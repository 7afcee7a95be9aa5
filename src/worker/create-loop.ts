import type { Load } from '../core/load.ts'
import { SequentialSla } from '../core/sequential-sla.ts'
import { requireFits } from './budget.ts'
import type { Reference } from './baseline/reference.ts'
import { ClosedLoop } from './load/closed-loop.ts'
import type { Loop, LoopLimits } from './load/loop.ts'
import { OpenLoop } from './load/open-loop.ts'
import type { Work } from './load/work.ts'
import { realTime } from './real-time.ts'
import type { PlannedMeasurement } from './run-measurement.ts'

/**
 * Real time decides no limit earlier that is not clear: samples that follow each other closely
 * are alike, because the garbage collector and the compiler slow down dozens
 * of them in a row, and the tests take them for independent.
 */
const LEAST_TO_DECIDE_MS = 250

/** What is known only after the warm-up. */
export interface LoopStart {
  /** What is left of the time. */
  readonly timeMs: number
  /** Iterations to time together. */
  readonly batch: number
  /** To run between iterations, where somebody compares them with a baseline. */
  readonly reference: Reference | undefined
  /** When the measurement began, warm-up included, in ms of the real clock. */
  readonly startedMs: number
}

/** The load that was planned, ready to run. */
export function createLoop(
  work: Work,
  { options, budget, limits, time, place, watched }: PlannedMeasurement,
  { timeMs, batch, reference, startedMs }: LoopStart,
): Loop {
  const { load, abortOnFail } = options
  const concurrency = load.kind === 'closed' ? load.concurrency : 1
  const sla = budget.untilDecided || abortOnFail || watched ? new SequentialSla(limits) : undefined
  const loopLimits: LoopLimits = {
    iterations: budget.iterations,
    timeMs,
    enough: budget.enough,
    batch,
    sla,
    untilDecided: budget.untilDecided,
    abortOnFail,
    interlude: reference,
    untilInterlude: options.iterations === undefined,
    leastMs: options.clock === 'real' ? LEAST_TO_DECIDE_MS : 0,
    check({ done, fastestMs }) {
      const sinceStartMs = realTime.now() - startedMs
      requireFits(budget, { done, fastestMs, nowMs: sinceStartMs, concurrency }, time, place)
      return false
    },
  }
  return createLoad(work, loopLimits, load)
}

function createLoad(work: Work, limits: LoopLimits, load: Load): Loop {
  return load.kind === 'open' || load.kind === 'open-stages'
    ? new OpenLoop(work, limits, { of: load, kind: load.arrival, maxInFlight: load.maxInFlight })
    : new ClosedLoop(work, limits, load)
}
