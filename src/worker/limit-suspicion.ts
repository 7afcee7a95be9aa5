import { tally, voteOf } from '../core/attempts.ts'
import type { Attempt, CheckIdentity, Vote } from '../core/attempts.ts'
import { formatExact } from '../core/format.ts'
import type { Judgement } from '../core/judgement.ts'
import type { InconclusivePolicy } from '../core/options/skillperf-options.ts'
import { redact } from '../core/redact.ts'
import type { Verdict } from '../core/verdict.ts'
import type { AttemptWish, Suspicion } from './suspicion.ts'
import { outcomeOf } from './test-run.ts'
import type { Check, MeasuredEntry } from './test-run.ts'

const LIKE_THIS_RUN: AttemptWish = {}

/** A breach of a limit on the real clock: what does not repeat is no breach, but inconclusive. */
export class LimitSuspicion implements Suspicion {
  readonly entry: MeasuredEntry
  readonly check: Check
  /** The error that it becomes, from the verdict as it is in the end; its stack leads to the user's line. */
  readonly error: (verdict: Verdict) => Error
  readonly #votes: Vote[] = []
  #settled = false

  constructor(entry: MeasuredEntry, check: Check, error: (verdict: Verdict) => Error) {
    this.entry = entry
    this.check = check
    this.error = error
  }

  get wants(): AttemptWish | undefined {
    return this.#settled ? undefined : LIKE_THIS_RUN
  }

  hear(attempts: readonly Attempt[], repeat: number): void {
    const identity = identify(this.entry, this.check, repeat)
    this.#votes.push(...attempts.map((attempt) => voteOf(attempt, identity)))
    const result = tally(this.#votes)
    if (result.state === 'open') return
    this.#settled = true
    const voted = { votes: result.votes, breaches: result.breaches }
    if (result.state === 'confirmed') {
      this.check.verdict = { ...this.check.verdict, attempts: voted }
      return
    }
    const repeated = `breached here, and in ${formatExact(result.breaches)} of ${formatExact(result.votes)} fresh attempts`
    const reason =
      result.state === 'unknown'
        ? `${repeated}; another attempt had no say: ${result.reason}.`
        : `${repeated}: most probably the machine was busy.`
    this.check.verdict = { ...this.check.verdict, outcome: 'inconclusive', reason, attempts: voted }
  }

  leave(reason: string): void {
    this.#settled = true
    this.check.verdict = {
      ...this.check.verdict,
      outcome: 'inconclusive',
      reason: `breached, but not repeated, because ${reason}.`,
    }
  }

  failure(policy: InconclusivePolicy): Error | undefined {
    const outcome = outcomeOf(this.check)
    const fails = outcome === 'fail' || (outcome === 'inconclusive' && policy === 'fail')
    return fails ? this.error(this.check.verdict) : undefined
  }
}

function identify(entry: MeasuredEntry, check: Check, repeat: number): CheckIdentity {
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
