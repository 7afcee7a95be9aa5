import { assertionAt, callerPlace, show } from '../src/core/errors.ts'
import { formatFailure } from '../src/core/failure.ts'
import type { Statistic } from '../src/core/statistic.ts'
import { judge, requireDecidable } from '../src/core/verdict.ts'
import type { Verdict } from '../src/core/verdict.ts'
import { outcomeOf } from '../src/worker/test-run.ts'
import type { Check } from '../src/worker/test-run.ts'
import {
  failsInconclusive,
  markErrorsShown,
  recordCheck,
  suspect,
  viewOf,
} from '../src/worker/verdict-log.ts'
import { pathOf, timingSubject } from './subject.ts'

/** What we need of the state that `expect` calls a matcher with. */
export interface MatcherState {
  readonly isNot?: boolean
}

export interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
}

/** A matcher that puts a limit on one statistic of a measurement. */
export type LimitMatcher<Limit> = (this: MatcherState, subject: unknown, limit: Limit) => MatcherResult

/**
 * Makes a matcher of a statistic.
 *
 * @param name the matcher's own, for messages
 */
export function limitMatcher<Limit>(name: string, statistic: Statistic): LimitMatcher<Limit> {
  return function judgeLimit(subject, limit) {
    return matchLimit(this, { name, statistic, subject, limit, args: show(limit) })
  }
}

interface Match {
  readonly name: string
  readonly statistic: Statistic
  readonly subject: unknown
  readonly limit: unknown
  /** The arguments as the user wrote them. */
  readonly args: string
}

/**
 * Judges one limit for a matcher, and notes the verdict for the report. A
 * breach on the real clock is left to the end of the test, where fresh attempts
 * tell whether it repeats; what the samples cannot decide passes with a
 * warning, unless the options say otherwise.
 *
 * @throws SkillperfError for a wrong subject, a limit that is none, or one that these samples can never decide
 */
export function matchLimit(
  state: MatcherState,
  { name, statistic, subject, limit, args }: Match,
): MatcherResult {
  const run = timingSubject(subject, name, args)
  const asked = { statistic, limit: statistic.limit(limit, name) }
  const negated = state.isNot === true
  const check: Check = { verdict: judge(run, asked), negated, source: 'matcher', view: viewOf(run) }
  recordCheck(run, check)
  const outcome = outcomeOf(check)
  if (outcome !== 'pass') markErrorsShown(run)
  requireDecidable(run, asked, name)
  const title = `expect(${pathOf(run)})${negated ? '.not' : ''}.${name}(${args})`
  const message = (verdict: Verdict = check.verdict): string =>
    formatFailure(run, verdict, { title, negated })
  const kept = { pass: !negated, message }
  if (outcome === 'pass') return kept
  const broken = { pass: negated, message }
  if (outcome === 'inconclusive') return failsInconclusive(run) ? broken : kept
  const place = callerPlace()
  return suspect(run, check, (verdict) => assertionAt(place, message(verdict))) ? kept : broken
}
