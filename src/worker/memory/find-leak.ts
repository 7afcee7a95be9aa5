import { SkillperfError, errorAt, usageError } from '../../core/errors.ts'
import { formatNumber } from '../../core/format.ts'
import type { Culprit } from '../../core/memory/culprit.ts'
import type { LeakFinding } from '../../core/memory/leak-finding.ts'
import type { LeakReport } from '../../core/memory/leak-report.ts'
import { DEFAULT_SEED } from '../../core/options/default-seed.ts'
import type { ReadLeakOptions } from '../../core/options/leak-options.ts'
import { VIRTUAL_DEFAULTS } from '../../core/options/virtual-options.ts'
import type { ClockKind } from '../../core/time/clock.ts'
import { requireTime, suggestTimeout, timeLeft } from '../budget.ts'
import { startDeadline } from '../deadline.ts'
import { inVirtualTime } from '../in-virtual-time.ts'
import { realTime } from '../real-time.ts'
import { seedOf } from '../seed-of.ts'
import type { TestRun } from '../test-run.ts'
import type { VirtualClock } from '../virtual/virtual-clock.ts'
import { findCulprit } from './find-culprit.ts'
import { garbageCollector } from './garbage-collector.ts'
import { heapLevel } from './heap-level.ts'
import { HeldClock } from './held-clock.ts'
import { RepeatedCalls } from './repeat-calls.ts'
import { newRequestTimings } from './request-timings.ts'
import { requireAlone } from './require-alone.ts'
import { settleMemory } from './settle.ts'
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
/** Of what the test leaves: the rest is for naming who leaks. */
const DEFAULT_SHARE = 0.7
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
  const { fn, options, test, place, at } = search
  requireAlone(test, place)
  const kind = clockOf(search)
  const collect = garbageCollector(place)
  const timings = newRequestTimings()
  const collectAll = (): void => {
    timings.clear()
    collect()
  }
  const time = planTime(search)
  const seed = test === undefined ? DEFAULT_SEED : seedOf(test, undefined)
  let clock: VirtualClock | undefined
  const code = new RepeatedCalls(fn, { test, seed, progress: () => clock?.progress() })
  const stop = (): void => void (code.stopped = true)
  if (test !== undefined) test.measuring = { name: place, place: at, stop }
  const deadline = startDeadline(time.deadlineMs, () => errorAt(at, tooLate(place, time.timeoutMs)))
  const watch = async (virtual: VirtualClock | undefined): Promise<LeakReport | undefined> => {
    clock = virtual
    const held = new HeldClock(virtual)
    const probe = {
      now: realTime.now,
      settle: () => held.hold(() => settleMemory(collectAll)),
      level: heapLevel,
    }
    const finding = await watchHeap(code, probe, { ...options, maxTimeMs: time.maxTimeMs, place })
    if (finding === undefined) return undefined
    const culprit =
      finding.outcome === 'leak' && search.wantsCulprit
        ? await nameCulprit(finding, fn, code, held, time.leftMs - finding.elapsedMs)
        : undefined
    return { finding, clock: kind, limitBytes: options.limitBytes, culprit }
  }
  try {
    if (test === undefined || kind === 'real') return await Promise.race([watch(undefined), deadline.passed])
    return await inVirtualTime(test, { ...VIRTUAL_DEFAULTS, seed }, { at, place }, (virtual, abandoned) =>
      Promise.race([watch(virtual), deadline.passed, abandoned]),
    )
  } finally {
    stop()
    deadline.clear()
    if (test !== undefined) test.measuring = undefined
  }
}

/** @throws SkillperfError where that clock cannot be had */
function clockOf({ options, test, place }: LeakSearch): ClockKind {
  const own = test?.clock?.kind ?? 'real'
  const { clock = own } = options
  if (clock === 'virtual' && test === undefined) {
    throw usageError({
      place,
      rule: 'there is no virtual clock outside of the tests that skillperf knows',
      fix: 'Add skillperf/setup to `setupFiles`, or leave `clock` out.',
    })
  }
  if (clock === 'real' && own === 'virtual') {
    throw usageError({
      place,
      rule: 'the code that asks runs in virtual time, and cannot wait for real time',
      fix: 'Leave `clock` out, or use it in a test on the real clock, outside of perf.virtual(fn).',
    })
  }
  return clock
}

interface LeakTime {
  readonly maxTimeMs: number
  /** What the test leaves; Infinity where nobody knows. */
  readonly leftMs: number
  readonly deadlineMs: number
  readonly timeoutMs: number
}

/** @throws SkillperfError for a `maxTime` that the test does not leave, naming both figures */
function planTime({ options, test, place }: LeakSearch): LeakTime {
  const time = test?.timeAt(realTime.now()) ?? { timeoutMs: 0, usedMs: 0 }
  const { leftMs, marginMs } = timeLeft(time)
  requireTime(options.maxTimeMs, '`maxTime` is', leftMs, time, place, place)
  const most = (leftMs === Infinity ? DEFAULT_TIME_MS : leftMs) * DEFAULT_SHARE
  return {
    maxTimeMs: options.maxTimeMs ?? Math.min(DEFAULT_TIME_MS, most),
    leftMs,
    deadlineMs: leftMs + marginMs / 2,
    timeoutMs: time.timeoutMs,
  }
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

function tooLate(place: string, timeoutMs: number): SkillperfError {
  return new SkillperfError(
    `${place}: did not finish within the test's timeout of ${formatNumber(timeoutMs)} ms: a call takes too long, or never ends. ` +
      `Give the test more time, test(name, { timeout: ${suggestTimeout(timeoutMs * 2)} }, fn), or less warm-up.`,
  )
}
