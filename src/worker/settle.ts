import { SkillperfError } from '../core/errors.ts'
import { describeError, formatFailure } from '../core/failure.ts'
import { formatCount, formatExact, formatShare, printable } from '../core/format.ts'
import type { Limit } from '../core/sla.ts'
import { judge, requireDecidable } from '../core/verdict.ts'
import type { MeasuredEntry, TestRun } from './test-run.ts'

/**
 * Ends a test: judges the limits that no matcher asked for, and collects what
 * has to fail it.
 *
 * @param inherited limits from the options
 * @param failedWith messages of the errors that the test has failed with already: they are no news
 * @returns the errors, in the order in which they arose
 */
export function settle(
  run: TestRun,
  inherited: readonly Limit[],
  failedWith: readonly string[] = [],
): Error[] {
  const errors: Error[] = []
  if (run.measuring !== undefined && failedWith.length === 0) errors.push(notAwaited(run.measuring.name))
  run.end()
  for (const entry of run.entries) {
    errors.push(...judgeOwn(entry), ...judgeInherited(entry, inherited))
    const failed = iterationErrors(entry, inherited)
    if (failed !== undefined) errors.push(failed)
  }
  // What the code under test did not swallow has come up above, or failed the test by itself.
  const shown = new Set(failedWith)
  for (const { measurement } of run.entries) {
    for (const { error } of measurement.firstErrors) if (error instanceof Error) shown.add(error.message)
  }
  const swallowed = run.failures.find((failure) => !shown.has(failure.message))
  if (swallowed !== undefined) errors.push(swallowed)
  return errors
}

function judgeOwn(entry: MeasuredEntry): Error[] {
  const { measurement, sla, place } = entry
  return sla.flatMap((limit) => {
    const title = slaTitle(measurement.name)
    try {
      requireDecidable(measurement, limit, title)
    } catch (error) {
      entry.errorsShown = true
      return [error as Error]
    }
    return judgeLimit(entry, limit, 'measurement', title, 'the `sla` of this measurement', place)
  })
}

function judgeInherited(entry: MeasuredEntry, inherited: readonly Limit[]): Error[] {
  const own = new Set([
    ...entry.sla.map((limit) => limit.statistic.label),
    ...entry.checks.map((check) => check.verdict.statistic.label),
  ])
  const limits = inherited.filter((limit) => !own.has(limit.statistic.label))
  const title = slaTitle(entry.measurement.name)
  return limits.flatMap((limit) =>
    judgeLimit(entry, limit, 'options', title, '`sla` in the skillperf options (inherited)', entry.place),
  )
}

function slaTitle(name: string): string {
  return `SLA of "${printable(name)}"`
}

function judgeLimit(
  entry: MeasuredEntry,
  limit: Limit,
  source: 'measurement' | 'options',
  title: string,
  origin: string,
  place: Error,
): Error[] {
  const verdict = judge(entry.measurement, limit)
  entry.checks.push({ verdict, negated: false, source })
  if (verdict.outcome !== 'fail') return []
  entry.errorsShown = true
  const message = formatFailure(entry.measurement, verdict, { title, negated: false, origin })
  return [errorAt(place, 'AssertionError', message)]
}

/** Errors in iterations fail the test, unless a limit on the error rate says how many are fine. */
function iterationErrors(entry: MeasuredEntry, inherited: readonly Limit[]): Error | undefined {
  const { measurement: run, checks, sla, place } = entry
  const covered =
    checks.some((check) => check.verdict.statistic.label === 'error rate') ||
    [...sla, ...inherited].some((limit) => limit.statistic.label === 'error rate')
  const first = run.firstErrors[0]
  if (first === undefined || covered || entry.errorsShown) return undefined
  const total = run.n + run.errors
  const message =
    `${formatExact(run.errors)} of ${formatCount(total, 'iteration')} of "${printable(run.name)}" failed (${formatShare(run.errorRate)}).\n` +
    `First, in iteration ${first.iteration}: ${describeError(first.error)}\n` +
    `Repair it, or say how many failures are fine: expect(run).toHaveErrorRateBelow(0.05)`
  const error = errorAt(place, 'SkillperfError', message)
  error.cause = first.error
  return error
}

function notAwaited(name: string): Error {
  return new SkillperfError(
    `perf.measure "${printable(name)}" was still running when the test ended. Await it: const run = await perf.measure(…).`,
  )
}

/** An error that points at another place than where it is made. */
function errorAt(place: Error, name: string, message: string): Error {
  const error = new Error(message)
  error.name = name
  const frames = (place.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  error.stack = [`${name}: ${message}`, ...frames].join('\n')
  return error
}
