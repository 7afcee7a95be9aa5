import type { Outcome } from '../src/core/judging/rule.ts'
import type { TestRun } from '../src/worker/test-run.ts'
import type { MatcherResult } from './limit-matcher.ts'

/**
 * What a matcher that has run a function answers: what could not be decided
 * passes with a warning, unless the options say otherwise.
 *
 * @param test undefined outside of tests that we know
 */
export function outcomeResult(
  outcome: Outcome,
  negated: boolean,
  test: TestRun | undefined,
  message: () => string,
): MatcherResult {
  if (outcome !== 'inconclusive') return { pass: outcome === 'pass', message }
  if (test?.options.inconclusive === 'fail') return { pass: negated, message }
  if (test === undefined) console.warn(message())
  else test.warn(message())
  return { pass: !negated, message }
}
