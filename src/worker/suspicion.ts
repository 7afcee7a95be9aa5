import { tally, voteOf } from '../core/attempts.ts'
import type { Attempt, CheckIdentity, Vote } from '../core/attempts.ts'
import { formatExact } from '../core/format.ts'
import type { InconclusivePolicy } from '../core/options/skillperf-options.ts'
import { redact } from '../core/redact.ts'
import type { Judgement } from '../core/judgement.ts'
import type { Verdict } from '../core/verdict.ts'
import { outcomeOf } from './test-run.ts'
import type { Check, MeasuredEntry } from './test-run.ts'

/** A breach that has still to repeat in fresh attempts before it fails its test. */
export interface Suspicion {
  readonly entry: MeasuredEntry
  readonly check: Check
  /** The error that it becomes, from the verdict as it is in the end; its stack leads to the user's line. */
  readonly error: (verdict: Verdict) => Error
}

/**
 * Settles breaches by running their test again, until each has repeated or
 * not. What has not is no breach, but inconclusive.
 *
 * @param repeat the repetition of the test that they are of
 * @param attempt runs the test once more
 */
export async function settleSuspicions(
  suspicions: readonly Suspicion[],
  repeat: number,
  attempt: () => Promise<Attempt>,
): Promise<void> {
  const open = suspicions.map((suspicion) => ({
    suspicion,
    identity: identify(suspicion, repeat),
    votes: [] as Vote[],
  }))
  while (open.some(({ votes }) => tally(votes).state === 'open')) {
    const answer = await attempt()
    for (const { identity, votes } of open) {
      if (tally(votes).state === 'open') votes.push(voteOf(answer, identity))
    }
  }
  for (const { suspicion, votes } of open) conclude(suspicion.check, votes)
}

/**
 * The errors of settled breaches: of those that are real, and of those that
 * nobody could decide where that fails a test, too.
 */
export function errorsOf(suspicions: readonly Suspicion[], policy: InconclusivePolicy): Error[] {
  const failed = suspicions.filter(({ check }) => {
    const outcome = outcomeOf(check)
    return outcome === 'fail' || (outcome === 'inconclusive' && policy === 'fail')
  })
  // One error may tell of several limits.
  return [...new Set(failed.map(({ check, error }) => error(check.verdict)))]
}

function conclude(check: Check, votes: readonly Vote[]): void {
  const result = tally(votes)
  if (result.state === 'open') return
  const attempts = { votes: result.votes, breaches: result.breaches }
  if (result.state === 'confirmed') {
    check.verdict = { ...check.verdict, attempts }
    return
  }
  const repeated = `breached here, and in ${formatExact(result.breaches)} of ${formatExact(result.votes)} fresh attempts`
  const reason =
    result.state === 'unknown'
      ? `${repeated}; another attempt had no say: ${result.reason}.`
      : `${repeated}: most probably the machine was busy.`
  check.verdict = { ...check.verdict, outcome: 'inconclusive', reason, attempts }
}

/** Leaves breaches unsettled, because nothing would come of it. */
export function leaveOpen(suspicions: readonly Suspicion[], reason: string): void {
  for (const { check } of suspicions) check.verdict = { ...check.verdict, outcome: 'inconclusive', reason }
}

function identify({ entry, check }: Suspicion, repeat: number): CheckIdentity {
  const same = entry.checks.filter((other) => isSame(other, check))
  return {
    measurement: redact(entry.measurement.name),
    statistic: check.verdict.statistic.label,
    limit: check.verdict.limit,
    negated: check.negated,
    source: check.source,
    view: check.view,
    repeat,
    nth: same.findIndex((other) => other === check),
  }
}

function isSame(one: Check<Judgement>, other: Check<Judgement>): boolean {
  return (
    one.verdict.statistic.label === other.verdict.statistic.label &&
    one.verdict.limit === other.verdict.limit &&
    one.negated === other.negated &&
    one.source === other.source &&
    one.view === other.view
  )
}
