import type { Culprit } from '../../core/memory/culprit.ts'
import type { LeakFinding } from '../../core/memory/leak-finding.ts'
import type { LeakReport } from '../../core/memory/leak-report.ts'
import type { ReadLeakOptions } from '../../core/options/leak-options.ts'
import { realTime } from '../real-time.ts'
import type { TestRun } from '../test-run.ts'
import { findCulprit } from './find-culprit.ts'
import { heapLevel } from './heap-level.ts'
import type { HeldClock } from './held-clock.ts'
import type { RepeatedCalls } from './repeat-calls.ts'
import { newRequestTimings } from './request-timings.ts'
import { settleMemory } from './settle.ts'
import { watchCode } from './watch-code.ts'
import { watchHeap } from './watch-heap.ts'

/** A function, and who asks whether it leaks. */
export interface LeakSearch {
  readonly fn: () => unknown
  readonly options: ReadLeakOptions
  /** Undefined outside of tests that we know. */
  readonly test: TestRun | undefined
  /** The matcher's name, for errors. */
  readonly place: string
  /** An error whose stack leads to the user's line. */
  readonly at: Error
  /** Somebody wants to know who leaks, if anybody does. */
  readonly wantsCulprit: boolean
}

const DEFAULT_TIME_MS = 10_000
const CULPRIT_MS = 10_000
const LEAST_CULPRIT_MS = 200
const CULPRIT_CALLS = { least: 20, most: 1_000 }

/**
 * Calls a function over and over, and tells whether it keeps memory, and who does.
 *
 * @returns undefined when the test has ended meanwhile
 * @throws SkillperfError where others would disturb it, garbage cannot be collected, or the time is too short; what the function throws
 */
export async function findLeak(search: LeakSearch): Promise<LeakReport | undefined> {
  const { fn, options, place } = search
  const watched = { ...search, ...options, defaultTimeMs: DEFAULT_TIME_MS }
  return watchCode(watched, async ({ code, collect, clock, kind, maxTimeMs, leftMs }) => {
    const timings = newRequestTimings()
    const collectAll = (): void => {
      timings.clear()
      collect()
    }
    const probe = {
      now: realTime.now,
      settle: () => clock.hold(() => settleMemory(collectAll)),
      level: heapLevel,
    }
    const finding = await watchHeap(code, probe, { ...options, maxTimeMs, place })
    if (finding === undefined) return undefined
    // What the time that was asked for leaves is for naming who leaks.
    const culprit =
      finding.outcome === 'leak' && search.wantsCulprit
        ? await nameCulprit(finding, fn, code, clock, leftMs - finding.elapsedMs)
        : undefined
    return { finding, clock: kind, limitBytes: options.limitBytes, culprit }
  })
}

/** Lets it leak once more, in front of witnesses. */
async function nameCulprit(
  { blockCalls, callMs }: LeakFinding,
  fn: () => unknown,
  code: RepeatedCalls,
  held: HeldClock,
  leftMs: number,
): Promise<Culprit> {
  const budgetMs = Math.min(CULPRIT_MS, leftMs)
  const wanted = Math.min(CULPRIT_CALLS.most, Math.max(CULPRIT_CALLS.least, 2 * blockCalls))
  // The other half is for looking at what they have left.
  const calls = Math.min(wanted, Math.floor(budgetMs / 2 / callMs))
  if (budgetMs < LEAST_CULPRIT_MS || calls < 1) {
    const notes = ['No time was left to find out what is kept, and by whom: give the test more.']
    return { kept: [], heldBy: undefined, allocatedIn: [], notes }
  }
  const run = (times: number): Promise<void> => held.letGo(() => code.repeat(times))
  return held.hold(() => findCulprit(run, { calls, fn, budgetMs, root: process.cwd() }))
}
