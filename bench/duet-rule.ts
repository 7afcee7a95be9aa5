import { tally } from '../src/core/attempts.ts'
import { judgeDuet, voteOfDuet } from '../src/core/duet/judge-duet.ts'
import { DEFAULT_SLOWDOWN } from '../src/core/options/baseline-options.ts'
import type { RecordedDuet } from './duet-process.ts'
import type { Ruling } from './regression-rules.ts'

export const DUET = 'skillperf duet'

/**
 * What `skillperf duet` says: by a first process and, while that looks slower,
 * by fresh ones.
 *
 * @param duets of processes that followed each other, as many as it could ask for
 * @throws where they do not settle it
 */
export function ruleByDuets(duets: readonly RecordedDuet[]): Ruling {
  const [first, ...fresh] = duets
  const vote = (one: RecordedDuet): ReturnType<typeof voteOfDuet> => voteOfDuet(one.duet, DEFAULT_SLOWDOWN)
  if (first === undefined) throw new Error('no duet was played')
  if (vote(first) !== 'breach') return { fails: false, ms: first.wallMs }
  for (let count = 1; count <= fresh.length; count++) {
    const asked = fresh.slice(0, count)
    const votes = tally(asked.map(vote))
    if (votes.state === 'open') continue
    const runs = [first, ...asked]
    const verdict = judgeDuet(
      runs.map(({ duet }) => duet),
      votes,
      DEFAULT_SLOWDOWN,
    )
    return { fails: verdict.outcome === 'worse', ms: runs.reduce((sum, { wallMs }) => sum + wallMs, 0) }
  }
  throw new Error(`${duets.length} duets have not settled it`)
}
