import { SkillperfError, errorAt, usageError } from '../../core/errors.ts'
import { formatNumber } from '../../core/format.ts'
import { DEFAULT_SEED } from '../../core/options/default-seed.ts'
import { VIRTUAL_DEFAULTS } from '../../core/options/virtual-options.ts'
import type { ClockKind } from '../../core/time/clock.ts'
import { requireTime, suggestTimeout, timeLeft } from '../budget.ts'
import { startDeadline } from '../deadline.ts'
import { inVirtualTime } from '../in-virtual-time.ts'
import { realTime } from '../real-time.ts'
import { seedOf } from '../seed-of.ts'
import type { TestRun } from '../test-run.ts'
import type { VirtualClock } from '../virtual/virtual-clock.ts'
import { garbageCollector } from '../../profiler/v8/garbage-collector.ts'
import type { CollectGarbage } from '../../profiler/v8/garbage-collector.ts'
import { HeldClock } from './held-clock.ts'
import { RepeatedCalls } from './repeat-calls.ts'
import { requireAlone } from './require-alone.ts'

/** Of what the test leaves, where nobody asked for a time. */
const DEFAULT_SHARE = 0.7

/** A function whose memory is watched, and who asks. */
export interface WatchedFunction {
  readonly fn: () => unknown
  /** Undefined outside of tests that we know. */
  readonly test: TestRun | undefined
  /** The matcher's name, for errors. */
  readonly place: string
  /** An error whose stack leads to the user's line. */
  readonly at: Error
  /** The clock that it is to run on; undefined for that of the code that asks. */
  readonly clock: ClockKind | undefined
  /** Undefined for the default, as far as the test leaves it. */
  readonly maxTimeMs: number | undefined
  readonly defaultTimeMs: number
}

/** What a watch works with. */
export interface WatchSession {
  /** Calls the function. */
  readonly code: RepeatedCalls
  /** Calls of another function at the same place: `() => undefined`. */
  readonly callsOf: (fn: () => unknown) => RepeatedCalls
  readonly collect: CollectGarbage
  readonly clock: HeldClock
  readonly kind: ClockKind
  readonly maxTimeMs: number
  /** What the test leaves; Infinity where nobody knows. */
  readonly leftMs: number
}

/**
 * Watches a function alone in its process, on the clock that was asked for, as
 * long as its test is running.
 *
 * @throws SkillperfError where others would disturb it, that clock or the collector cannot be had, or the time is too short; what the watch throws
 */
export async function watchCode<T>(
  watched: WatchedFunction,
  watch: (session: WatchSession) => Promise<T>,
): Promise<T> {
  const { test, place, at } = watched
  const { collect, kind, deadlineMs, timeoutMs, ...time } = prepare(watched)
  const seed = test === undefined ? DEFAULT_SEED : seedOf(test, undefined)
  let clock: VirtualClock | undefined
  const all: RepeatedCalls[] = []
  const callsOf = (fn: () => unknown): RepeatedCalls => {
    const calls = new RepeatedCalls(fn, { test, seed, progress: () => clock?.progress() })
    all.push(calls)
    return calls
  }
  const code = callsOf(watched.fn)
  const stop = (): void => {
    for (const calls of all) calls.stopped = true
  }
  if (test !== undefined) test.measuring = { name: place, place: at, stop }
  const deadline = startDeadline(deadlineMs, () => errorAt(at, tooLate(place, timeoutMs)))
  const run = (virtual: VirtualClock | undefined): Promise<T> => {
    clock = virtual
    return watch({ code, callsOf, collect, clock: new HeldClock(virtual), kind, ...time })
  }
  try {
    if (test === undefined || kind === 'real') return await Promise.race([run(undefined), deadline.passed])
    return await inVirtualTime(test, { ...VIRTUAL_DEFAULTS, seed }, { at, place }, (virtual, abandoned) =>
      Promise.race([run(virtual), deadline.passed, abandoned]),
    )
  } finally {
    stop()
    deadline.clear()
    if (test !== undefined) test.measuring = undefined
  }
}

/** What can be refused before anything is called: the error points at the user's line. */
function prepare(watched: WatchedFunction): WatchTime & Pick<WatchSession, 'collect' | 'kind'> {
  try {
    requireAlone(watched.test, watched.place)
    return { kind: clockOf(watched), collect: garbageCollector(watched.place), ...planTime(watched) }
  } catch (error) {
    throw error instanceof SkillperfError ? errorAt(watched.at, error) : error
  }
}

/** @throws SkillperfError where that clock cannot be had */
function clockOf({ clock, test, place }: WatchedFunction): ClockKind {
  const own = test?.clock?.kind ?? 'real'
  const kind = clock ?? own
  if (kind === 'virtual' && test === undefined) {
    throw usageError({
      place,
      rule: 'there is no virtual clock outside of the tests that skillperf knows',
      fix: 'Add skillperf/setup to `setupFiles`, or leave `clock` out.',
    })
  }
  if (kind === 'real' && own === 'virtual') {
    throw usageError({
      place,
      rule: 'the code that asks runs in virtual time, and cannot wait for real time',
      fix: 'Leave `clock` out, or use it in a test on the real clock, outside of perf.virtual(fn).',
    })
  }
  return kind
}

interface WatchTime {
  readonly maxTimeMs: number
  readonly leftMs: number
  readonly deadlineMs: number
  readonly timeoutMs: number
}

/** @throws SkillperfError for a `maxTime` that the test does not leave, naming both figures */
function planTime({ test, place, maxTimeMs, defaultTimeMs }: WatchedFunction): WatchTime {
  const time = test?.timeAt(realTime.now()) ?? { timeoutMs: 0, usedMs: 0 }
  const { leftMs, marginMs } = timeLeft(time)
  requireTime(maxTimeMs, '`maxTime` is', leftMs, time, place, place)
  const most = (leftMs === Infinity ? defaultTimeMs : leftMs) * DEFAULT_SHARE
  return {
    maxTimeMs: maxTimeMs ?? Math.min(defaultTimeMs, most),
    leftMs,
    deadlineMs: leftMs + marginMs / 2,
    timeoutMs: time.timeoutMs,
  }
}

function tooLate(place: string, timeoutMs: number): SkillperfError {
  return new SkillperfError(
    `${place}: did not finish within the test's timeout of ${formatNumber(timeoutMs)} ms: a call takes too long, or never ends. ` +
      `Give the test more time, test(name, { timeout: ${suggestTimeout(timeoutMs * 2)} }, fn), or less warm-up.`,
  )
}
