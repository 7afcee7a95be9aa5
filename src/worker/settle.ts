import { SkillperfError, assertionAt, errorAt } from '../core/errors.ts'
import { formatFailure } from '../core/failure.ts'
import { formatCount, formatExact, formatShare } from '../core/format.ts'
import { publicName } from '../core/redact.ts'
import type { InheritedLimit } from '../core/sla.ts'
import { errorRate } from '../core/statistic.ts'
import { describeError, messageOf, publicError } from '../core/thrown.ts'
import { judge, requireDecidable } from '../core/verdict.ts'
import type { Verdict } from '../core/verdict.ts'
import { enforceBaseline } from './baseline/enforce-baseline.ts'
import { inheritedLimits } from './inherited-limits.ts'
import { LimitSuspicion } from './limit-suspicion.ts'
import type { Suspicion } from './suspicion.ts'
import type { Check, MeasuredEntry, TestRun } from './test-run.ts'

/** Errors that the code under test swallowed: each may be as long as a paragraph. */
const SWALLOWED_SHOWN = 3

/** What the end of a test has found. */
export interface Settlement {
  /** What has to fail the test, in the order in which it arose. */
  readonly errors: Error[]
  /** What has still to repeat in fresh attempts. */
  readonly suspicions: readonly Suspicion[]
}

/**
 * Ends a test: judges the limits that no matcher asked for, and collects what
 * has to fail it.
 *
 * @param failedWith messages of the errors that the test has failed with already: they are no news
 */
export function settle(run: TestRun, failedWith: readonly string[] = []): Settlement {
  const errors: Error[] = []
  const shown = [...failedWith]
  if (failedWith.length === 0) errors.push(...notAwaited(run))
  run.end()
  for (const entry of run.entries) {
    const breaches = [...judgeOwn(run, entry), ...judgeInherited(run, entry), ...enforceBaseline(run, entry)]
    // A breach tells of them. That of a matcher may have been caught: then nobody has seen it.
    const told = breaches.length > 0 || (entry.errorsShown && failedWith.length > 0)
    const failed = told ? undefined : iterationErrors(run, entry)
    errors.push(...breaches, ...(failed === undefined ? [] : [failed]))
    // Errors that a limit on the error rate covers are nobody's news yet.
    if (told || failed !== undefined) shown.push(...messagesOf(entry))
  }
  const swallowed = run.failures.filter((failure) => !shown.includes(failure.message))
  return { errors: [...errors, ...swallowed.slice(0, SWALLOWED_SHOWN)], suspicions: run.suspicions }
}

function messagesOf({ measurement }: MeasuredEntry): string[] {
  return measurement.firstErrors.map(({ error }) => messageOf(error))
}

/** Statistics that a matcher has put a limit on; under `.not` it has put none. */
function matched({ checks }: MeasuredEntry): Set<string> {
  const limits = checks.filter(
    (check) => check.source === 'matcher' && !check.negated && check.view === undefined,
  )
  return new Set(limits.map((check) => check.verdict.statistic.label))
}

function judgeOwn(run: TestRun, entry: MeasuredEntry): Error[] {
  const { measurement, sla, place } = entry
  const nearer = matched(entry)
  const limits = sla.filter((limit) => !nearer.has(limit.statistic.label))
  const aborted = endedByBreach(entry)
  return limits.flatMap((limit) => {
    const title = `SLA of "${publicName(measurement.name)}"`
    try {
      // Those that had no time to be decided are not to blame.
      if (!aborted) requireDecidable(measurement, limit, title)
    } catch (error) {
      entry.checks.push({ verdict: judge(measurement, limit), negated: false, source: 'measurement' })
      return [errorAt(place, error as Error)]
    }
    return judgeLimit(run, entry, { ...limit, origin: 'the `sla` of this measurement' }, 'measurement')
  })
}

/** Whether a limit that was broken has ended the measurement, before the others were decided. */
function endedByBreach({ measurement, sla }: MeasuredEntry): boolean {
  if (measurement.stopping !== 'sequential' || measurement.timeIsUp) return false
  return sla.some((limit) => judge(measurement, limit).outcome === 'fail')
}

function judgeInherited(run: TestRun, entry: MeasuredEntry): Error[] {
  const own = new Set([...entry.sla.map((limit) => limit.statistic.label), ...matched(entry)])
  const limits = inheritedLimits(run, entry.measurement.name).filter(
    (limit) => !own.has(limit.statistic.label),
  )
  return limits.flatMap((limit) => judgeLimit(run, entry, limit, 'options'))
}

function judgeLimit(
  run: TestRun,
  entry: MeasuredEntry,
  limit: InheritedLimit,
  source: 'measurement' | 'options',
): Error[] {
  const { measurement, place } = entry
  const check: Check = { verdict: judge(measurement, limit), negated: false, source }
  entry.checks.push(check)
  const { outcome } = check.verdict
  const { inconclusive, attempts } = run.options
  if (outcome === 'pass' || (outcome === 'inconclusive' && inconclusive === 'warn')) return []
  const error = (verdict: Verdict): Error =>
    assertionAt(
      place,
      formatFailure(measurement, verdict, { title: 'SLA', negated: false, origin: limit.origin }),
    )
  const exact = measurement.clock === 'virtual'
  if (outcome === 'inconclusive' || exact || attempts === undefined) return [error(check.verdict)]
  run.suspicions.push(new LimitSuspicion(entry, check, error))
  return []
}

/** Errors in iterations fail the test, unless a limit on the error rate says how many are fine. */
function iterationErrors(test: TestRun, entry: MeasuredEntry): Error | undefined {
  const { measurement: run, place } = entry
  const covered = errorLimits(test, entry).some(
    (limit) =>
      run.errorRate < limit || judge(run, { statistic: errorRate, limit }).outcome !== 'inconclusive',
  )
  const first = run.firstErrors[0]
  if (first === undefined || covered) return undefined
  const message =
    `${formatExact(run.errors)} of ${formatCount(run.iterations, 'iteration')} of "${publicName(run.name)}" failed (${formatShare(run.errorRate)}).\n` +
    `First, in iteration ${first.iteration}: ${describeError(first.error)}\n` +
    (run.n === 0
      ? 'Repair it.'
      : 'Repair it, or say how many failures are fine: expect(run).toHaveErrorRateBelow(0.05)')
  return errorAt(place, new SkillperfError(message, { cause: publicError(first.error) }))
}

/** Limits on the error rate, wherever they stand: errors below them are expected, above they have failed the test already. */
function errorLimits(test: TestRun, { measurement, sla, checks }: MeasuredEntry): number[] {
  const asked = checks.filter((check) => check.source === 'matcher' && !check.negated)
  return [...asked.map((check) => check.verdict), ...sla, ...inheritedLimits(test, measurement.name)]
    .filter(({ statistic }) => statistic.label === errorRate.label)
    .map(({ limit }) => limit)
}

/** What was still running: the test has forgotten an `await`, and would pass whatever came out. */
function notAwaited({ measuring, matching }: TestRun): Error[] {
  const forgotten = [...matching].map(({ name, place }) =>
    errorAt(
      place,
      new SkillperfError(
        `${name} was still running when the test ended, which would have passed whatever it finds. Await it: await expect(fn).${name}(…).`,
      ),
    ),
  )
  // One that is a measurement itself is told of once.
  if (measuring === undefined || [...matching].some((matcher) => matcher.place === measuring.place))
    return forgotten
  const { name, place } = measuring
  return [
    ...forgotten,
    errorAt(
      place,
      new SkillperfError(
        `perf.measure "${publicName(name)}" was still running when the test ended. Await it: const run = await perf.measure(…).`,
      ),
    ),
  ]
}
