import { SkillperfError } from '../../core/errors.ts'
import { formatNumber } from '../../core/format.ts'
import { concludeLeak, decideLeak } from '../../core/memory/conclude-leak.ts'
import type { LeakConclusion } from '../../core/memory/conclude-leak.ts'
import type { HeapLevel } from '../../core/memory/heap-level.ts'
import type { LeakFinding } from '../../core/memory/leak-finding.ts'
import { leastTimeMs, planBlocks } from '../../core/memory/plan-blocks.ts'
import { CHECKPOINTS, FLOOD_BYTES, callsInBlock } from '../../core/stats/heap-trend.ts'
import { suggestTimeout } from '../budget.ts'

/** Code that is called over and over. */
export interface RepeatedCode {
  /** Calls it so many times, one after another, each to its end; fewer once it is stopped. */
  repeat(calls: number): Promise<void>
  /** Nobody wants to know any more. */
  readonly stopped: boolean
}

/** What it takes to watch memory. */
export interface HeapProbe {
  readonly now: () => number
  /** Collects garbage. */
  settle(): Promise<void>
  readonly level: () => HeapLevel
}

export interface HeapWatchOptions {
  /** What each call may keep; undefined for as little as can be seen. */
  readonly limitBytes: number | undefined
  /** Undefined for the default. */
  readonly warmupCalls: number | undefined
  readonly maxTimeMs: number
  /** Called after each block. */
  readonly between?: (() => unknown) | undefined
  /** Who asks, for errors. */
  readonly place: string
}

/** The default warm-up takes so long, in so many calls at most in its last part; and no more than a share of the time. */
const WARMUP_MS = 50
const WARMUP_SHARE = 0.1
const WARMUP_CALLS = 256
/** So many parts at least, twice the calls in each: code gets faster, and what it takes to run settles after hundreds of calls. */
const WARMUP_PARTS = 8
/** After a warm-up that was asked for, so much is enough to tell how long a call takes. */
const TIMING_MS = 5
const TIMING_PARTS = 3
const TIMING_CALLS = 64

/**
 * Calls code in equal blocks, and looks at memory after each, until it is
 * decided whether it keeps any, or the time is over.
 *
 * @returns undefined when it was stopped
 * @throws SkillperfError where the time is too short for anything; what the code throws
 */
export async function watchHeap(
  code: RepeatedCode,
  probe: HeapProbe,
  options: HeapWatchOptions,
): Promise<LeakFinding | undefined> {
  const { limitBytes, maxTimeMs, between, place } = options
  const startMs = probe.now()
  const elapsedMs = (): number => probe.now() - startMs
  const look = async (): Promise<HeapLevel> => {
    await between?.()
    await probe.settle()
    return probe.level()
  }
  const { calls: warmupCalls, callMs } = await warmUp(code, probe, options)
  const settleStartMs = probe.now()
  const levels = [await look()]
  // The first time it collects what has piled up before.
  const settleMs = (probe.now() - settleStartMs) / 2
  const blockCalls = planBlocks({ callMs, settleMs, leftMs: maxTimeMs - elapsedMs(), limitBytes })
  if (blockCalls === undefined) throw tooSlow(place, { callMs, settleMs, maxTimeMs, usedMs: elapsedMs() })
  const watched = { levels: [sum(levels[0])], blockCalls, warmupCalls }
  let conclusion: LeakConclusion | undefined
  let blockMs = 0
  while (conclusion === undefined && elapsedMs() + blockMs <= maxTimeMs) {
    const blockStartMs = probe.now()
    await code.repeat(callsInBlock(levels.length, blockCalls))
    const level = await look()
    if (code.stopped) return undefined
    levels.push(level)
    watched.levels.push(sum(level))
    blockMs = probe.now() - blockStartMs
    conclusion = decideLeak(watched, limitBytes)
  }
  conclusion ??= concludeLeak(watched, limitBytes)
  return { ...conclusion, warmupCalls, callMs, blockCalls, levels, maxTimeMs, elapsedMs: elapsedMs() }
}

/** Calls it before anything is judged, and tells how long a warm call takes. */
async function warmUp(
  code: RepeatedCode,
  { now, level }: HeapProbe,
  { warmupCalls, maxTimeMs }: HeapWatchOptions,
): Promise<{ calls: number; callMs: number }> {
  const asked = warmupCalls !== undefined
  if (asked) await code.repeat(warmupCalls)
  const [enoughMs, parts, most] = asked
    ? [TIMING_MS, TIMING_PARTS, TIMING_CALLS]
    : [WARMUP_MS, WARMUP_PARTS, WARMUP_CALLS]
  const startBytes = sum(level())
  let calls = warmupCalls ?? 0
  const time = async (size: number): Promise<number> => {
    const startMs = now()
    await code.repeat(size)
    calls += size
    return (now() - startMs) / size
  }
  // It may load something, and says nothing about the others, unless it has taken all the time there is.
  let callMs = await time(1)
  if (callMs > maxTimeMs / 2) return { calls, callMs }
  const startMs = now()
  for (let part = 1, size = 1; size <= most && !code.stopped; part++, size *= 2) {
    // The fastest part: in the others something else may have had the processor.
    callMs = Math.min(part === 1 ? Infinity : callMs, await time(size))
    // What it keeps would be as much again.
    if (sum(level()) - startBytes > FLOOD_BYTES / 2) break
    const tookMs = now() - startMs
    if (tookMs > maxTimeMs * WARMUP_SHARE || (tookMs > enoughMs && part >= parts)) break
  }
  // A clock may be too coarse for a single call.
  return { calls, callMs: Math.max(callMs, 1e-6) }
}

function sum(level: HeapLevel | undefined): number {
  return level === undefined ? 0 : level.heapBytes + level.offHeapBytes
}

function tooSlow(
  place: string,
  times: {
    readonly callMs: number
    readonly settleMs: number
    readonly maxTimeMs: number
    readonly usedMs: number
  },
): SkillperfError {
  const { callMs, settleMs, maxTimeMs, usedMs } = times
  const needMs = usedMs + leastTimeMs(times)
  return new SkillperfError(
    `${place}: a call takes ${formatNumber(callMs)} ms, and collecting garbage ${formatNumber(settleMs)} ms: ${CHECKPOINTS[0]} times both and the warm-up need ${formatNumber(needMs)} ms, ` +
      `but it may take no more than ${formatNumber(maxTimeMs)} ms. ` +
      `Give it more time: test(name, { timeout: ${suggestTimeout(needMs * 2)} }, fn), and maxTime if you have set it. Or hand it less work.`,
  )
}
