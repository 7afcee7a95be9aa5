import { SkillperfError, errorAt } from '../core/errors.ts'
import { formatFailure } from '../core/failure.ts'
import { formatCount, formatExact, formatShare } from '../core/format.ts'
import { publicName } from '../core/redact.ts'
import type { Limit } from '../core/sla.ts'
import { describeError, messageOf, publicError } from '../core/thrown.ts'
import { judge, requireDecidable } from '../core/verdict.ts'
import type { MeasuredEntry, TestRun } from './test-run.ts'

/** Errors that the code under test swallowed: each may be as long as a paragraph. */
const SWALLOWED_SHOWN = 3

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
  const shown = [...failedWith]
  if (run.measuring !== undefined && failedWith.length === 0) errors.push(notAwaited(run.measuring))
  run.end()
  for (const entry of run.entries) {
    const breaches = [...judgeOwn(entry), ...judgeInherited(entry, inherited)]
    // A breach tells of them. That of a matcher may have been caught: then nobody has seen it.
    const told = breaches.length > 0 || (entry.errorsShown && failedWith.length > 0)
    const failed = told ? undefined : iterationErrors(entry, inherited)
    errors.push(...breaches, ...(failed === undefined ? [] : [failed]))
    // Errors that a limit on the error rate covers are nobody's news yet.
    if (told || failed !== undefined) shown.push(...messagesOf(entry))
  }
  const swallowed = run.failures.filter((failure) => !shown.includes(failure.message))
  return [...errors, ...swallowed.slice(0, SWALLOWED_SHOWN)]
}

function messagesOf({ measurement }: MeasuredEntry): string[] {
  return measurement.firstErrors.map(({ error }) => messageOf(error))
}

/** Statistics that a matcher has put a limit on; under `.not` it has put none. */
function matched({ checks }: MeasuredEntry): Set<string> {
  const limits = checks.filter((check) => check.source === 'matcher' && !check.negated)
  return new Set(limits.map((check) => check.verdict.statistic.label))
}

function judgeOwn(entry: MeasuredEntry): Error[] {
  const { measurement, sla, place } = entry
  const nearer = matched(entry)
  const limits = sla.filter((limit) => !nearer.has(limit.statistic.label))
  return limits.flatMap((limit) => {
    const title = `SLA of "${publicName(measurement.name)}"`
    try {
      requireDecidable(measurement, limit, title)
    } catch (error) {
      entry.checks.push({ verdict: judge(measurement, limit), negated: false, source: 'measurement' })
      return [errorAt(place, error as Error)]
    }
    return judgeLimit(entry, limit, 'measurement', 'the `sla` of this measurement', place)
  })
}

function judgeInherited(entry: MeasuredEntry, inherited: readonly Limit[]): Error[] {
  const own = new Set([...entry.sla.map((limit) => limit.statistic.label), ...matched(entry)])
  const limits = inherited.filter((limit) => !own.has(limit.statistic.label))
  return limits.flatMap((limit) =>
    judgeLimit(entry, limit, 'options', '`sla` in the skillperf options (inherited)', entry.place),
  )
}

function judgeLimit(
  entry: MeasuredEntry,
  limit: Limit,
  source: 'measurement' | 'options',
  origin: string,
  place: Error,
): Error[] {
  const verdict = judge(entry.measurement, limit)
  entry.checks.push({ verdict, negated: false, source })
  if (verdict.outcome !== 'fail') return []
  const message = formatFailure(entry.measurement, verdict, { title: 'SLA', negated: false, origin })
  return [errorAt(place, Object.assign(new Error(message), { name: 'AssertionError' }))]
}

/** Errors in iterations fail the test, unless a limit on the error rate says how many are fine. */
function iterationErrors(entry: MeasuredEntry, inherited: readonly Limit[]): Error | undefined {
  const { measurement: run, sla, place } = entry
  const covered =
    matched(entry).has('error rate') ||
    [...sla, ...inherited].some((limit) => limit.statistic.label === 'error rate')
  const first = run.firstErrors[0]
  if (first === undefined || covered) return undefined
  const total = run.n + run.errors
  const message =
    `${formatExact(run.errors)} of ${formatCount(total, 'iteration')} of "${publicName(run.name)}" failed (${formatShare(run.errorRate)}).\n` +
    `First, in iteration ${first.iteration}: ${describeError(first.error)}\n` +
    (run.n === 0
      ? 'Repair it.'
      : 'Repair it, or say how many failures are fine: expect(run).toHaveErrorRateBelow(0.05)')
  return errorAt(place, new SkillperfError(message, { cause: publicError(first.error) }))
}

function notAwaited({ name, place }: NonNullable<TestRun['measuring']>): Error {
  return errorAt(
    place,
    new SkillperfError(
      `perf.measure "${publicName(name)}" was still running when the test ended. Await it: const run = await perf.measure(…).`,
    ),
  )
}
