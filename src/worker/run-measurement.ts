import { SkillperfError, errorAt } from '../core/errors.ts'
import { formatNumber } from '../core/format.ts'
import { Measurement } from '../core/measurement.ts'
import type { MeasurementData } from '../core/measurement.ts'
import { noteStall, noteTimer } from '../core/measurement-notes.ts'
import type { MeasuredFunction, ReadMeasureOptions } from '../core/options/measure-options.ts'
import type { Limit } from '../core/sla.ts'
import { preloadHistograms } from '../core/stats/histogram.ts'
import { suggestTimeout, timeAfterWarmup } from './budget.ts'
import type { Budget, TestTime } from './budget.ts'
import { arrive } from './company.ts'
import { createLoop } from './create-loop.ts'
import { IterationSignals } from './load/iteration-signals.ts'
import type { Loop } from './load/loop.ts'
import type { Work } from './load/work.ts'
import { startProgress } from './progress.ts'
import type { ProgressState } from './progress.ts'
import { LONGEST_TIMER_MS, realTime } from './real-time.ts'
import { readRunQueue, waitShare } from './run-queue.ts'
import { scopes } from './scope.ts'
import type { TestRun } from './test-run.ts'
import { WarmUp } from './warm-up.ts'

/** One call of `perf.measure`, read and planned. */
export interface PlannedMeasurement {
  readonly name: string
  readonly fn: MeasuredFunction
  readonly options: ReadMeasureOptions
  /** Limits that the samples can decide while it runs, the inherited ones too. */
  readonly limits: readonly Limit[]
  /** Somebody at a terminal sees what they say so far. */
  readonly watched: boolean
  readonly budget: Budget
  readonly time: TestTime
  /** For errors: `perf.measure "research"`. */
  readonly place: string
  /** An error whose stack leads to the user's call. */
  readonly at: Error
}

/**
 * Warms up, runs the load, and makes a measurement of what came out.
 *
 * @throws SkillperfError when it does not fit the test's timeout; what a hook throws
 */
export async function runMeasurement(run: TestRun, plan: PlannedMeasurement): Promise<Measurement> {
  const { options, budget, time, place, at } = plan
  const signals = new IterationSignals()
  const work: Work = {
    fn: plan.fn,
    beforeEach: options.beforeEach,
    afterEach: options.afterEach,
    timeoutMs: options.iterationTimeoutMs,
    seed: options.seed ?? run.seed,
    test: run,
    signals,
  }
  const startedMs = realTime.now()
  const warmup = new WarmUp(work, plan)
  let loop: Loop = warmup.loop
  const stop = (reason: Error): void => {
    loop.interrupt()
    signals.abort(reason)
  }
  run.measuring = { name: plan.name, place: at, stop }
  const presence = arrive()
  const deadline = startDeadline(budget.deadlineMs, () =>
    errorAt(at, tooLate(place, time, loop, loop === warmup.loop)),
  )
  const endProgress = startProgress(run.options.progress, plan.name, () => stateOf(loop, budget))
  let waited: number | undefined
  const measured = async (): Promise<void> => {
    // Before the first iteration, because its import would disturb whoever measures at the end of this test.
    await preloadHistograms()
    const warmupStartedMs = realTime.now()
    await warmup.loop.run()
    const nowMs = realTime.now()
    const timeMs = timeAfterWarmup(budget, { warmupMs: nowMs - warmupStartedMs, usedMs: nowMs - startedMs })
    loop = createLoop(work, plan, { timeMs, batch: warmup.batch, startedMs })
    if (warmup.loop.interrupted) loop.interrupt()
    const queueBefore = readRunQueue()
    const loopStartedMs = realTime.now()
    await loop.run()
    waited = waitShare(queueBefore, readRunQueue(), realTime.now() - loopStartedMs)
  }
  try {
    // Whatever the function calls belongs to a measurement, even where no iteration has a scope of its own.
    const iteration = { index: 0, part: 'fn', seed: work.seed, calls: new Map() } as const
    await Promise.race([scopes.run({ test: run, iteration }, measured), deadline.passed])
  } catch (error) {
    // Other lanes may still be on their way.
    stop(error instanceof Error ? error : new SkillperfError('The measurement has failed.'))
    throw error
  } finally {
    deadline.clear()
    presence.leave()
    endProgress()
  }
  return createMeasurement(
    {
      name: plan.name,
      clock: 'real',
      seed: work.seed,
      load: options.load,
      batch: warmup.batch,
      warmup: warmup.loop.done,
      stopping: loop.decided ? 'sequential' : budget.untilDecided ? 'sequential' : 'fixed',
      timeIsUp: loop.timeIsUp,
      disturbed: presence.met,
      waitShare: waited,
      ...loop.result(run.network?.names ?? []),
    },
    warmup.stepMs,
  )
}

/** The notes are about the figures, so that these come first. */
function createMeasurement(data: MeasurementData, stepMs: number): Measurement {
  const run = new Measurement(data)
  const notes = [noteStall(run), noteTimer(run, stepMs)].filter((note) => note !== undefined)
  return notes.length === 0 ? run : new Measurement({ ...data, notes })
}

function stateOf(loop: Loop, budget: Budget): ProgressState {
  return {
    done: loop.done,
    of: Number.isFinite(budget.iterations) ? budget.iterations : null,
    p95Ms: loop.p95Ms ?? null,
    verdict: loop.slaState,
    attempt: null,
  }
}

function tooLate(place: string, time: TestTime, loop: Loop, inWarmup: boolean): SkillperfError {
  return new SkillperfError(
    `${place}: did not finish within the test's timeout of ${formatNumber(time.timeoutMs)} ms: ${inWarmup ? 'in warm-up, ' : ''}${loop.describe()}. ` +
      `Give the test more time, test(name, { timeout: ${suggestTimeout(time.timeoutMs * 2)} }, fn), or measure fewer iterations; an iteration that hangs can watch \`signal\`.`,
  )
}

interface Deadline {
  readonly passed: Promise<never>
  clear(): void
}

function startDeadline(ms: number, describe: () => Error): Deadline {
  const { promise, reject } = Promise.withResolvers<never>()
  if (ms > LONGEST_TIMER_MS) return { passed: promise, clear: () => {} }
  const timer = realTime.setTimeout(() => reject(describe()), ms)
  return { passed: promise, clear: () => realTime.clearTimeout(timer) }
}
