import { callable } from '../core/check.ts'
import { SkillperfError, errorAt, usageError } from '../core/errors.ts'
import { formatNumber } from '../core/format.ts'
import { Measurement } from '../core/measurement.ts'
import { publicName } from '../core/redact.ts'
import { preloadHistograms } from '../core/stats/histogram.ts'
import { readMeasureOptions } from '../core/options/measure-options.ts'
import type { MeasuredFunction, MeasureOptions, ReadMeasureOptions } from '../core/options/measure-options.ts'
import { rememberEntry } from './verdict-log.ts'
import { arrive } from './company.ts'
import { planBudget, requireFits, suggestTimeout, timeAfterWarmup } from './budget.ts'
import type { Budget, TestTime } from './budget.ts'
import { ClosedLoop } from './closed-loop.ts'
import type { Load } from './closed-loop.ts'
import { IterationSignals } from './iteration-signals.ts'
import { LONGEST_TIMER_MS, realTime } from './real-time.ts'
import { scopes } from './scope.ts'
import type { TestRun } from './test-run.ts'

/** The call forms of `perf.measure`. */
export interface Measure {
  (fn: MeasuredFunction): Promise<Measurement>
  (name: string, fn: MeasuredFunction): Promise<Measurement>
  (name: string, options: MeasureOptions, fn: MeasuredFunction): Promise<Measurement>
}

interface MeasureCall {
  readonly name: string
  readonly options: ReadMeasureOptions
  readonly fn: MeasuredFunction
  /** For errors: `perf.measure "research"`. */
  readonly place: string
}

/**
 * Runs a function many times and measures it.
 *
 * @param run the try of the test that it belongs to
 * @param args one of the call forms of {@link Measure}
 * @param place an error whose stack leads to the user's call
 * @throws SkillperfError for a wrong call, or a measurement that does not fit the test's timeout
 */
export async function measure(run: TestRun, args: readonly unknown[], place: Error): Promise<Measurement> {
  const call = readCall(args, run.test.name)
  run.requireRunning(call.place)
  if (scopes.getStore()?.iteration !== undefined) {
    throw new SkillperfError(
      `${call.place}: this is inside an iteration of another measurement, and two at once would disturb each other. Measure one of the two.`,
    )
  }
  if (run.measuring !== undefined) {
    throw new SkillperfError(
      `${call.place}: "${publicName(run.measuring.name)}" is still being measured, and two at once would disturb each other. Await the first before the second.`,
    )
  }
  const testTime = run.timeAt(realTime.now())
  const budget = planBudget(call.options, testTime, call.place)
  run.claimName(call.name)
  try {
    const measurement = await runWithin(budget, testTime, run, { call, place })
    rememberEntry(run, { measurement, checks: [], sla: call.options.sla, place, errorsShown: false })
    return measurement
  } finally {
    run.measuring = undefined
  }
}

async function runWithin(
  budget: Budget,
  time: TestTime,
  run: TestRun,
  { call, place }: { readonly call: MeasureCall; readonly place: Error },
): Promise<Measurement> {
  const { options } = call
  const signals = new IterationSignals()
  const load: Load = {
    fn: call.fn,
    beforeEach: options.beforeEach,
    afterEach: options.afterEach,
    concurrency: options.concurrency,
    seed: options.seed ?? run.seed,
    test: run,
    signals,
  }
  const startedMs = realTime.now()
  const warmup = new ClosedLoop(load, { iterations: budget.warmup.iterations, warmup: true })
  const loop = new ClosedLoop(load, {
    iterations: budget.iterations,
    check: ({ done, fastestMs }) =>
      requireFits(
        budget,
        { done, fastestMs, nowMs: realTime.now() - startedMs, concurrency: options.concurrency },
        time,
        call.place,
      ),
  })
  const stop = (reason: Error): void => {
    warmup.stop()
    loop.stop()
    signals.abort(reason)
  }
  run.measuring = { name: call.name, place, stop }
  const presence = arrive()
  const deadline = startDeadline(budget.deadlineMs, () =>
    errorAt(place, tooLate(call.place, time, warmup.running ? warmup : loop, warmup.running)),
  )
  const work = async (): Promise<void> => {
    // Before the first iteration, because its import would disturb whoever measures at the end of this test.
    await preloadHistograms()
    const warmupStartedMs = realTime.now()
    if (budget.warmup.iterations > 0) await warmup.run(budget.warmup.timeMs)
    const nowMs = realTime.now()
    await loop.run(timeAfterWarmup(budget, { warmupMs: nowMs - warmupStartedMs, usedMs: nowMs - startedMs }))
  }
  try {
    await Promise.race([work(), deadline.passed])
  } catch (error) {
    // Other lanes may still be on their way.
    stop(error instanceof Error ? error : new SkillperfError('The measurement has failed.'))
    throw error
  } finally {
    deadline.clear()
    presence.leave()
  }
  return new Measurement({
    name: call.name,
    clock: 'real',
    seed: load.seed,
    concurrency: options.concurrency,
    warmup: warmup.done,
    timeIsUp: loop.timeIsUp,
    disturbed: presence.met,
    ...loop.result(run.network?.names ?? []),
  })
}

function tooLate(place: string, time: TestTime, loop: ClosedLoop, inWarmup: boolean): SkillperfError {
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

function readCall(args: readonly unknown[], testName: string): MeasureCall {
  const [first, second, third] = args
  const place = 'perf.measure'
  const fix = 'Write perf.measure(fn), perf.measure(name, fn) or perf.measure(name, { iterations: 300 }, fn).'
  const most = typeof first === 'function' ? 1 : 3
  if (args.length > most) {
    throw usageError({
      place,
      rule: `there are ${args.length} arguments, and the last must be the function`,
      fix,
    })
  }
  if (typeof first === 'function') return createCall(testName, {}, first)
  if (typeof first !== 'string' || publicName(first) === '') {
    throw usageError({
      place,
      rule: 'the first argument must be a function, or a name that is not empty',
      received: { value: first },
      fix,
    })
  }
  return args.length <= 2 ? createCall(first, {}, second) : createCall(first, second, third)
}

function createCall(name: string, options: unknown, fn: unknown): MeasureCall {
  const place = `perf.measure "${publicName(name)}"`
  return {
    name,
    place,
    options: readMeasureOptions(options, place),
    fn: callable(
      fn,
      'fn',
      place,
      'Write perf.measure(name, () => research(query)): a function to call, not its result.',
    ) as MeasuredFunction,
  }
}
