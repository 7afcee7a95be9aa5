import { show } from '../src/core/errors.ts'
import { formatFailure } from '../src/core/failure.ts'
import type { Statistic } from '../src/core/statistic.ts'
import { judge, requireDecidable } from '../src/core/verdict.ts'
import { markErrorsShown, recordCheck } from '../src/worker/verdict-log.ts'
import { timingSubject } from './subject.ts'

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
 * Judges one limit for a matcher, and notes the verdict for the report.
 *
 * @throws SkillperfError for a wrong subject, a limit that is none, or one that these samples can never decide
 */
export function matchLimit(
  state: MatcherState,
  { name, statistic, subject, limit, args }: Match,
): MatcherResult {
  const run = timingSubject(subject, name, args)
  const asked = { statistic, limit: statistic.limit(limit, name) }
  const verdict = judge(run, asked)
  const negated = state.isNot === true
  recordCheck(run, { verdict, negated, source: 'matcher' })
  const pass = verdict.outcome === 'pass'
  if (pass === negated || verdict.outcome === 'inconclusive') markErrorsShown(run)
  requireDecidable(run, asked, name)
  const title = `expect(run)${negated ? '.not' : ''}.${name}(${args})`
  return { pass, message: () => formatFailure(run, verdict, { title, negated }) }
}
