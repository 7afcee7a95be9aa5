import { formatCountFailure } from '../src/core/count-failure.ts'
import type { CountFinding } from '../src/core/count-failure.ts'
import type { Judgement } from '../src/core/judgement.ts'
import type { Measurement } from '../src/core/measurement.ts'
import { redact } from '../src/core/redact.ts'
import { outcomeOf } from '../src/worker/test-run.ts'
import type { Check } from '../src/worker/test-run.ts'
import { markErrorsShown, recordCheck } from '../src/worker/verdict-log.ts'
import { measurementSubject } from './count-subject.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'

/** A matcher's call, for {@link matchCount}. */
interface CountMatch {
  readonly name: string
  readonly subject: unknown
  /** The arguments as the user wrote them. */
  readonly args: string
  /** @throws SkillperfError for bad arguments, and where nothing was seen that could be judged */
  readonly find: (run: Measurement) => CountFinding
}

/**
 * Judges something that was counted, and notes it for the report. A count is
 * exact: it is judged at once on either clock, and never repeated.
 *
 * @throws SkillperfError for a wrong subject, and what `find` throws
 */
export function matchCount(
  state: MatcherState,
  { name, subject, args: given, find }: CountMatch,
): MatcherResult {
  // A mock's name may be a URL with a key in it.
  const args = redact(given)
  const run = measurementSubject(subject, name, args)
  const finding = find(run)
  const negated = state.isNot === true
  const check: Check<Judgement> = { verdict: finding.judgement, negated, source: 'matcher' }
  recordCheck(run, check)
  const kept = outcomeOf(check) === 'pass'
  if (!kept) markErrorsShown(run)
  const title = `expect(run)${negated ? '.not' : ''}.${name}(${args})`
  return {
    pass: kept !== negated,
    message: () => formatCountFailure(run, finding, { title, negated }),
  }
}
