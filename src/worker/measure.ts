import { callable } from '../core/check.ts'
import { SkillperfError, usageError } from '../core/errors.ts'
import type { Measurement } from '../core/measurement.ts'
import { readMeasureOptions } from '../core/options/measure-options.ts'
import type { MeasuredFunction, MeasureOptions, ReadMeasureOptions } from '../core/options/measure-options.ts'
import { publicName } from '../core/redact.ts'
import { SequentialSla } from '../core/sequential-sla.ts'
import type { Limit } from '../core/sla.ts'
import type { ClockKind } from '../core/time/clock.ts'
import { comparabilityOf } from './baseline/comparability.ts'
import { knownEntry } from './baseline/known-entry.ts'
import { measurementKey } from './baseline/measurement-key.ts'
import { wantsReference } from './baseline/wants-reference.ts'
import { planBudget } from './budget.ts'
import { stage } from './duet/stage.ts'
import type { Stage } from './duet/stage.ts'
import { inheritedLimits } from './inherited-limits.ts'
import { realTime } from './real-time.ts'
import { runMeasurement } from './run-measurement.ts'
import { scopes } from './scope.ts'
import { seedOf } from './seed-of.ts'
import type { TestRun } from './test-run.ts'
import { rememberEntry } from './verdict-log.ts'

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
  const call = readCall(args, run.test.name, run.clock?.kind ?? 'real')
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
  // Before the budget: playing with another version takes some of the test's time.
  if (call.options.clock === 'real' && stage.current !== undefined)
    await meetOther(stage.current, run, call, place)
  const limits = limitsOf(run, call)
  const decidable = {
    own: new SequentialSla(call.options.sla).decidable,
    inherited: new SequentialSla(limits).decidable,
  }
  const time = run.timeAt(realTime.now())
  const budget = planBudget(call.options, decidable, time, call.place)
  run.claimName(call.name)
  try {
    const measurement = await runMeasurement(run, {
      ...call,
      limits,
      watched: run.options.progress !== undefined,
      takesRow: takesRow(run, call),
      budget,
      time,
      at: place,
    })
    rememberEntry(run, {
      measurement,
      checks: [],
      sla: call.options.sla,
      place,
      errorsShown: false,
      comparability: comparabilityOf(call.options, run),
    })
    return measurement
  } finally {
    run.measuring = undefined
  }
}

/** Waits for the same measurement of another version, and for what both have played. */
async function meetOther(stage: Stage, run: TestRun, call: MeasureCall, at: Error): Promise<void> {
  run.measuring = { name: call.name, place: at, stop: () => {} }
  try {
    await stage.meet({ ...call, run, at })
  } finally {
    run.measuring = undefined
  }
  run.requireRunning(call.place)
}

/** Whether the reference has to run between its iterations. */
function takesRow(run: TestRun, { name, options }: MeasureCall): boolean {
  const { baseline } = run.options
  if (baseline === undefined || options.baseline === false || options.clock === 'virtual') return false
  const before = run.entries.map((entry) => entry.measurement)
  const key = measurementKey(baseline, run.test, { name, seed: seedOf(run, options.seed) }, before)
  return wantsReference(baseline, knownEntry(baseline, key)?.real.get(baseline.machine))
}

/** Its own limits, and those it inherits for other statistics. */
function limitsOf(run: TestRun, { name, options }: MeasureCall): readonly Limit[] {
  const own = new Set(options.sla.map((limit) => limit.statistic.label))
  return [...options.sla, ...inheritedLimits(run, name).filter((limit) => !own.has(limit.statistic.label))]
}

function readCall(args: readonly unknown[], testName: string, clock: ClockKind): MeasureCall {
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
  if (typeof first === 'function') return createCall(testName, {}, first, clock)
  if (typeof first !== 'string' || publicName(first) === '') {
    throw usageError({
      place,
      rule: 'the first argument must be a function, or a name that is not empty',
      received: { value: first },
      fix,
    })
  }
  return args.length <= 2 ? createCall(first, {}, second, clock) : createCall(first, second, third, clock)
}

function createCall(name: string, options: unknown, fn: unknown, clock: ClockKind): MeasureCall {
  const place = `perf.measure "${publicName(name)}"`
  return {
    name,
    place,
    options: readMeasureOptions(options, place, clock),
    fn: callable(
      fn,
      'fn',
      place,
      'Write perf.measure(name, () => research(query)): a function to call, not its result.',
    ) as MeasuredFunction,
  }
}
