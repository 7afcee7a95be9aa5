import { judgeAmount } from '../src/core/calls/amount-finding.ts'
import { requireCalls } from '../src/core/calls/seen-or-error.ts'
import type { CountFinding } from '../src/core/count-failure.ts'
import { formatCount, formatExact } from '../src/core/format.ts'
import type { Measurement } from '../src/core/measurement.ts'
import { publicName } from '../src/core/redact.ts'
import { matchCount } from './count-matcher.ts'
import { readMost } from './count-options.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'
import { showArguments } from './show-arguments.ts'

const NAME = 'toRetryAtMost'

/**
 * Passes when no iteration retried more than so often: asked again what a call
 * before had asked, which had failed or was given up.
 *
 * @throws SkillperfError where no mock was called
 * @example expect(run).toRetryAtMost(2)
 */
export function toRetryAtMost(this: MatcherState, subject: unknown, n: number): MatcherResult {
  const args = showArguments(n)
  return matchCount(this, { name: NAME, subject, args, find: (run) => find(run, n) })
}

function find(run: Measurement, n: unknown): CountFinding {
  const most = readMost(n, NAME, '2')
  requireCalls(run, NAME)
  return {
    ...judgeAmount(run.retries, {
      label: 'retries',
      phrase: 'retries',
      unit: 'calls',
      per: 'iteration',
      most,
    }),
    evidence: describeRetried(run),
    next: 'repair what fails, or let its client try again less often (`maxRetries`).',
  }
}

/** Who was retried, the most often first. */
function describeRetried(run: Measurement): string[] {
  return Object.entries(run.counts)
    .filter(([, { retries }]) => retries > 0)
    .toSorted(([, a], [, b]) => b.retries - a.retries)
    .map(
      ([name, { retries, total, errors }]) =>
        `${publicName(name)}: of ${formatCount(total, 'call')}, ${formatExact(errors)} failed and ${formatExact(retries)} ${retries === 1 ? 'was a retry' : 'were retries'}.`,
    )
}
