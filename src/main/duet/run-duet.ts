import { compareKeys } from '../../core/baseline/baseline.ts'
import { tally } from '../../core/attempts.ts'
import type { Tally, Vote } from '../../core/attempts.ts'
import { describeEntry } from '../../core/compare/describe-change.ts'
import type { Comparison } from '../../core/compare/compare.ts'
import type { DuetRecord } from '../../core/duet/duet-record.ts'
import { judgeDuet, voteOfDuet } from '../../core/duet/judge-duet.ts'
import { SkillperfError, usageError } from '../../core/errors.ts'
import { formatCount } from '../../core/format.ts'
import { conclude } from './conclude.ts'
import type { DuetAnswer, DuetRequest } from './duet-request.ts'
import { PLACE } from './git.ts'
import { readAnswer } from './read-answer.ts'
import type { Played, RealPair } from './read-answer.ts'

/** How duets are played, and who is told how far they have come. */
export interface DuetRun {
  /** Plays in a fresh process. */
  ask(request: DuetRequest): Promise<DuetAnswer>
  tell(step: string): void
  /** The slowdown that is to be found, as a share; undefined: what the config says. */
  readonly slowdown: number | undefined
  /** By how much a time on the virtual clock may be worse, as a share; undefined: what the config says. */
  readonly tolerance: number | undefined
}

/** A measurement on the real clock, with what its duets came to so far. */
interface Suspect {
  readonly pair: RealPair
  readonly runs: (DuetRecord | undefined)[]
  readonly votes: Vote[]
}

/**
 * Compares two versions: plays all duets once, and again, in fresh processes,
 * those that look slower, until most of them say so, or do not.
 *
 * @throws SkillperfError where there is nothing to compare, or Vitest cannot run
 */
export async function runDuet(request: DuetRequest, run: DuetRun): Promise<Comparison> {
  run.tell('running the old version beside the new one')
  const first = await run.ask(request)
  if (first.kind === 'failure') throw new SkillperfError(first.reason)
  const played = readAnswer(first.files)
  requireCommon(played)
  const slowdown = run.slowdown ?? first.slowdown
  const suspects = played.real
    .filter(({ duet, key }) => voteOfDuet(duet, slowdown) === 'breach' && !hasFailed(played, key))
    .map((pair): Suspect => ({ pair, runs: [pair.duet], votes: [] }))
  await confirm(suspects, request, run, slowdown)
  const judged = played.real.map((pair) => {
    const suspect = suspects.find((one) => one.pair === pair)
    const runs = suspect?.runs ?? [pair.duet]
    const votes: Tally | undefined = suspect && tally(suspect.votes)
    return { key: pair.key, verdict: judgeDuet(runs, votes, slowdown) }
  })
  return conclude(played, judged, {
    minDetectableSlowdown: slowdown,
    toleranceOf: (project) => run.tolerance ?? first.tolerances[project] ?? 0,
  })
}

async function confirm(
  suspects: readonly Suspect[],
  request: DuetRequest,
  run: DuetRun,
  slowdown: number,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const open = suspects.filter(({ votes }) => tally(votes).state === 'open')
    const [one, ...others] = open
    if (one === undefined) return
    const what = others.length === 0 ? describeEntry(one.pair.key) : formatCount(open.length, 'measurement')
    run.tell(`${what} may be slower: once more in a fresh process (${attempt})`)
    const answer = await run.ask({ ...request, only: open.map(({ pair }) => pair.test) })
    const found = answer.kind === 'failure' ? undefined : readAnswer(answer.files)
    for (const { pair, runs, votes } of open) {
      const duet = found?.real.find(({ key }) => compareKeys(key, pair.key) === 0)?.duet
      runs.push(duet)
      votes.push(answer.kind === 'failure' ? { none: answer.reason } : voteOfDuet(duet, slowdown))
    }
  }
}

function hasFailed({ failures }: Played, key: RealPair['key']): boolean {
  return failures.some(
    (one) => one.key.file === key.file && (one.key.test === key.test || one.key.test === ''),
  )
}

function requireCommon({ common, real, exact, failures }: Played): void {
  const [broken] = failures
  if (common === 0) {
    throw usageError({
      place: PLACE,
      rule:
        broken === undefined
          ? 'no test ran in both versions: none has the same file and name'
          : `no test ran in both versions. ${broken.key.file}: ${broken.reason}`,
      fix: 'Name an older version that has the tests already: --base=REF. A new test has nothing to be compared with.',
    })
  }
  if (real.length > 0 || (exact.old.length > 0 && exact.new.length > 0) || failures.length > 0) return
  throw usageError({
    place: PLACE,
    rule: 'the tests that both versions have measure nothing',
    fix: "Write perf.measure('research', () => research(query)) in one of them.",
  })
}
