import { describeMost } from '../src/core/calls/amount-finding.ts'
import { describeRepeated } from '../src/core/calls/repeated-call.ts'
import { requireCalls } from '../src/core/calls/seen-or-error.ts'
import type { CountFinding } from '../src/core/count-failure.ts'
import { judgeCount } from '../src/core/judgement.ts'
import type { Measurement } from '../src/core/measurement.ts'
import { matchCount } from './count-matcher.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'

const NAME = 'toNotRepeatCalls'

/**
 * Passes when no iteration asked a mock the same twice. What had failed before
 * is a retry, and may be asked again.
 *
 * @throws SkillperfError where no mock was called
 * @example expect(run).toNotRepeatCalls()
 */
export function toNotRepeatCalls(this: MatcherState, subject: unknown): MatcherResult {
  return matchCount(this, { name: NAME, subject, args: '', find })
}

function find(run: Measurement): CountFinding {
  requireCalls(run, NAME)
  const { repeats, repeated } = run.seen
  const { total } = repeats
  const [first] = repeated
  return {
    judgement: judgeCount({ label: 'repeated calls', bound: 'at most', unit: 'calls' }, 0, total),
    phrase: 'repeated calls',
    scope: ['in the whole run', 'in the whole run'],
    where: 'in the whole run',
    spread: total === 0 ? [] : [describeMost(repeats, 'calls')],
    evidence: first === undefined ? [] : ['Asked again, first', describeRepeated(first)],
    next: 'keep the first answer, or share its promise between those who ask.',
  }
}
