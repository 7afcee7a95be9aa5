import { judgeAmount } from '../src/core/calls/amount-finding.ts'
import { requireCalls } from '../src/core/calls/seen-or-error.ts'
import { formatChain } from '../src/core/calls/format-chain.ts'
import type { CountFinding } from '../src/core/count-failure.ts'
import type { Measurement } from '../src/core/measurement.ts'
import { matchCount } from './count-matcher.ts'
import { readMost } from './count-options.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'
import { showArguments } from './show-arguments.ts'

const NAME = 'toHaveSerialDepthAtMost'

/**
 * Passes when no iteration has a longer chain of calls than this, each of
 * which began when the one before had ended.
 *
 * @throws SkillperfError where no mock was called
 * @example expect(run).toHaveSerialDepthAtMost(2)
 */
export function toHaveSerialDepthAtMost(this: MatcherState, subject: unknown, n: number): MatcherResult {
  const args = showArguments(n)
  return matchCount(this, { name: NAME, subject, args, find: (run) => find(run, n) })
}

function find(run: Measurement, n: unknown): CountFinding {
  const most = readMost(n, NAME, '2')
  requireCalls(run, NAME)
  const { serialDepth } = run.seen
  const finding = judgeAmount(serialDepth, {
    label: 'serial depth',
    phrase: 'serial depth',
    unit: 'calls',
    per: 'iteration',
    most,
  })
  return {
    ...finding,
    // A sum of depths means nothing.
    spread: finding.spread.slice(0, 1),
    evidence: [`Longest chain  ${formatChain(serialDepth.chain)}`],
    next: 'start calls that do not need the answers of those before at the same time: await Promise.all([…]).',
  }
}
