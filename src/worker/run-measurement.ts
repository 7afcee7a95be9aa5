import { CallLog } from '../core/calls/call-log.ts'
import { SkillperfError, errorAt } from '../core/errors.ts'
import { formatNumber } from '../core/format.ts'
import { Measurement } from '../core/measurement.ts'
import type { MeasurementData } from '../core/measurement.ts'
import { noteMockedWaiting, noteStall, noteTimer } from '../core/measurement-notes.ts'
import { readAutomaticSpans } from '../core/options/automatic-spans.ts'
import type { MeasuredFunction, ReadMeasureOptions } from '../core/options/measure-options.ts'
import type { Limit } from '../core/sla.ts'
import { preloadHistograms } from '../core/stats/histogram.ts'
import { randomStream } from '../core/time/random.ts'
import { digestedDraws } from './baseline/digested-draws.ts'
import { suggestTimeout, timeAfterWarmup } from './budget.ts'
import type { Budget, TestTime } from './budget.ts'
import { RowTaker, isComparable } from './baseline/measure-row.ts'
import { keepRealTimes } from './baseline/real-times.ts'
import { arrive } from './company.ts'
import { cpuTimeMs } from './cpu-time.ts'
import { createLoop } from './create-loop.ts'
import { startDeadline } from './deadline.ts'
import { inVirtualTime } from './in-virtual-time.ts'
import { IterationSignals } from './load/iteration-signals.ts'
import type { Loop } from './load/loop.ts'
import type { Work } from './load/work.ts'
import { startProgress } from './progress.ts'
import type { ProgressState } from './progress.ts'
import { MeasurementMemory } from './memory/measurement-memory.ts'
import { MeasurementProfiles } from './profile/measurement-profiles.ts'
import { realTime } from './real-time.ts'
import { readRunQueue, waitShare } from './run-queue.ts'
import { scopes } from './scope.ts'
import { seedOf } from './seed-of.ts'
import { tellIterationsApart } from './spans/listen.ts'
import { MeasurementSpans } from './spans/measurement-spans.ts'
import type { TestRun } from './test-run.ts'
import { withRandom } from './virtual/active-time.ts'
import { virtualPace } from './virtual-pace.ts'
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
  /** Its real times are compared with the baseline, or recorded for it. */
  readonly takesRow: boolean
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
 * @throws SkillperfError when it does not fit the test's timeout, or where time cannot be virtual; what a hook throws
 */
export function runMeasurement(run: TestRun, plan: PlannedMeasurement): Promise<Measurement> {
  if (plan.options.clock === 'real') return measureOn(run, plan, {})
  const { virtual } = plan.options
  const seed = seedOf(run, plan.options.seed)
  return inVirtualTime(run, { ...virtual, seed }, plan, (clock, abandoned) =>
    measureOn(run, plan, {
      pace: virtualPace(clock),
      // Each iteration draws from a stream of its own, whatever others have drawn before.
      enclosure: (iteration) => {
        const random = randomStream(seed, 'Math.random', iteration)
        return (fn) => withRandom(random, fn)
      },
      abandoned,
    }),
  )
}

/** What is different from real time. */
interface OtherTime extends Pick<Work, 'pace' | 'enclosure'> {
  /** Rejects when nobody drives the clock any more. */
  readonly abandoned?: Promise<never>
}

async function measureOn(
  run: TestRun,
  plan: PlannedMeasurement,
  { abandoned, ...timing }: OtherTime,
): Promise<Measurement> {
  const { options, budget, time, place, at } = plan
  const signals = new IterationSignals()
  const seed = seedOf(run, options.seed)
  const spans = new MeasurementSpans(plan.name, timing.pace?.now ?? realTime.now, seed)
  const work: Work = {
    fn: plan.fn,
    beforeEach: options.beforeEach,
    afterEach: options.afterEach,
    timeoutMs: options.iterationTimeoutMs,
    seed,
    test: run,
    slo: options.slo,
    signals,
    spans,
    ...timing,
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
  tellIterationsApart()
  const endListening = spans.listen(options.spans ?? readAutomaticSpans(run.options.spans ?? true, place))
  const deadline = startDeadline(budget.deadlineMs, () =>
    errorAt(at, tooLate(place, time, loop, loop === warmup.loop)),
  )
  const endProgress = startProgress(run.options.progress, plan.name, () => stateOf(loop, budget))
  const profiles = new MeasurementProfiles(run, options.profile)
  const taker = plan.takesRow && isComparable(options.clock, options.load) ? new RowTaker() : undefined
  const memory = new MeasurementMemory(options)
  let queued: number | undefined
  let cpuMs = Number.NaN
  const measured = async (): Promise<void> => {
    // Before the first iteration, because its import would disturb whoever measures at the end of this test.
    await preloadHistograms()
    profiles.prepare()
    const warmupStartedMs = realTime.now()
    await warmup.loop.run()
    taker?.warmUp()
    await memory.prepare(work, warmup.loop.waited)
    const nowMs = realTime.now()
    const timeMs = timeAfterWarmup(budget, { warmupMs: nowMs - warmupStartedMs, usedMs: nowMs - startedMs })
    loop = createLoop(work, plan, { timeMs, batch: warmup.batch, reference: taker?.reference, startedMs })
    if (warmup.loop.interrupted) loop.interrupt()
    profiles.start()
    const queueBefore = readRunQueue()
    const loopStartedMs = realTime.now()
    const cpuBeforeMs = cpuTimeMs()
    taker?.start()
    await memory.around(() => loop.run())
    taker?.stop()
    cpuMs = Math.max(0, cpuTimeMs() - cpuBeforeMs - (taker?.reference.spentMs ?? 0))
    queued = waitShare(queueBefore, readRunQueue(), realTime.now() - loopStartedMs)
    profiles.stop()
    await memory.settle()
    await spans.settle()
  }
  try {
    // Whatever the function calls belongs to a measurement, even where no iteration has a scope of its own.
    const iteration = { index: 0, part: 'fn', seed: work.seed, calls: new CallLog(), session: work } as const
    const racing = [scopes.run({ test: run, iteration }, measured), deadline.passed]
    await Promise.race(abandoned === undefined ? racing : [...racing, abandoned])
  } catch (error) {
    // Other lanes may still be on their way.
    stop(error instanceof Error ? error : new SkillperfError('The measurement has failed.'))
    throw error
  } finally {
    profiles.stop()
    memory.end()
    deadline.clear()
    endListening()
    presence.leave()
    endProgress()
  }
  const { waited, ...result } = loop.result(run.mockNames)
  // A batch is one sample of many.
  const iterations = result.successes + result.failedNs.length
  const traced = { name: plan.name, clock: options.clock, spans: spans.result(run.mockNames) }
  const { files, notes } = profiles.write(traced)
  const measurement = createMeasurement(
    {
      ...traced,
      cpuMs: cpuMs / iterations,
      cpuCounted: options.virtual.cpu === 'add',
      seed: work.seed,
      load: options.load,
      warmup: warmup.loop.done,
      stopping: loop.decided ? 'sequential' : budget.untilDecided ? 'sequential' : 'fixed',
      timeIsUp: loop.timeIsUp,
      // Another one takes processors, and no virtual time.
      disturbed: options.clock === 'real' && presence.met,
      waitShare: queued,
      files,
      ...memory.result(iterations),
      ...result,
      seen: { ...result.seen, draws: digestedDraws(work) },
    },
    (measurement) => [
      ...notes,
      noteStall(measurement),
      noteTimer(measurement, warmup.stepMs, waited),
      noteMockedWaiting(measurement),
    ],
  )
  const times = taker?.result(result.samplesNs)
  if (times !== undefined) keepRealTimes(measurement, times)
  return measurement
}

/** The notes are about the figures, so that these come first. */
function createMeasurement(
  data: MeasurementData,
  describe: (run: Measurement) => readonly (string | undefined)[],
): Measurement {
  const run = new Measurement(data)
  const notes = describe(run).filter((note) => note !== undefined)
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
