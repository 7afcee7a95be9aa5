import type { CountFinding } from '../src/core/count-failure.ts'
import { SkillperfError } from '../src/core/errors.ts'
import { judgeCount } from '../src/core/judgement.ts'
import type { Measurement } from '../src/core/measurement.ts'
import { publicName } from '../src/core/redact.ts'
import { formatShares } from '../src/core/trace/critical-shares.ts'
import { findOperation } from '../src/core/trace/known-span.ts'
import { matchCount } from './count-matcher.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'
import { showArguments } from './show-arguments.ts'

const NAME = 'toHaveBottleneck'
/** What sums of binary fractions differ in. */
const SAME = 1e-9

/**
 * Passes when no other operation has a larger share of the critical path: when
 * the iterations would get shorter by more, if any, only by way of this one.
 *
 * @param name of a span or a mock; the measurement's own for the time that no span tells of
 * @throws SkillperfError for a name that nobody has announced, and no span had, and where no time has passed
 * @example expect(run).toHaveBottleneck('llm')
 */
export function toHaveBottleneck(this: MatcherState, subject: unknown, name: string): MatcherResult {
  const args = showArguments(name)
  return matchCount(this, { name: NAME, subject, args, find: (run) => find(run, name) })
}

function find(run: Measurement, wanted: unknown): CountFinding {
  const { name, operation } = findOperation(run.spans, wanted, NAME)
  const shown = publicName(name)
  const [other] = run.spans.operations
    .filter((one) => one.name !== name)
    .toSorted((a, b) => b.criticalShare - a.criticalShare)
  const share = operation?.criticalShare ?? 0
  const most = other?.criticalShare ?? 0
  if (!(Math.max(share, most) > 0)) {
    throw new SkillperfError(
      `${NAME}: no time has passed in the spans of "${publicName(run.name)}", so that nothing can be its bottleneck. ` +
        'Give mocked tools a latency, or measure on the real clock.',
    )
  }
  const rival = other === undefined ? '' : `(the share of ${publicName(other.name)})`
  const statistic = { label: `bottleneck ${shown}`, bound: 'at least', unit: '' } as const
  return {
    judgement: {
      ...judgeCount(statistic, rounded(most), share),
      outcome: share > most - SAME ? 'pass' : 'fail',
    },
    phrase: `critical path in ${shown}`,
    scope: [rival, rival],
    where: '',
    spread: [],
    evidence: ['Shares of the critical path', ...formatShares(run)],
    next: `what takes the time is ${other === undefined ? 'the iteration itself' : publicName(other.name)}: make it shorter, call it less often, or let it run beside something else.`,
  }
}

/** A limit that nobody has written has no more digits than one reads. */
function rounded(share: number): number {
  return Number(share.toPrecision(4))
}
