import type { CountFinding } from '../src/core/count-failure.ts'
import { judgeCount } from '../src/core/judgement.ts'
import { listNames } from '../src/core/known-name.ts'
import type { Measurement } from '../src/core/measurement.ts'
import { publicName } from '../src/core/redact.ts'
import { findOperation } from '../src/core/trace/known-span.ts'
import { matchCount } from './count-matcher.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'
import { showArguments } from './show-arguments.ts'

const NAME = 'toHaveSpan'

/**
 * Passes when at least one iteration has a span of this name.
 *
 * @param name of a span, or of a mock, whose calls are spans
 * @throws SkillperfError for a name that nobody has announced, and no span had, listing those that are known
 * @example expect(run).toHaveSpan('web_search')
 */
export function toHaveSpan(this: MatcherState, subject: unknown, name: string): MatcherResult {
  const args = showArguments(name)
  return matchCount(this, { name: NAME, subject, args, find: (run) => find(run, name) })
}

function find(run: Measurement, wanted: unknown): CountFinding {
  const { name, operation } = findOperation(run.spans, wanted, NAME)
  const shown = publicName(name)
  const seen = run.spans.operations.map((other) => other.name)
  return {
    judgement: judgeCount(
      { label: `spans ${shown}`, bound: 'at least', unit: 'spans' },
      1,
      operation?.count ?? 0,
    ),
    phrase: `spans ${shown}`,
    scope: ['in the whole run', 'in the whole run'],
    where: 'in the whole run',
    spread: [],
    evidence: [`Seen were ${listNames(seen)}.`],
    next: `see why ${shown} was never called: it is known as a mock or a wrapped function, or from the warm-up.`,
  }
}
