import { SkillperfError } from '../../core/errors.ts'
import { formatNumber } from '../../core/format.ts'
import {
  ALLOCATION_CHECKPOINTS,
  allocationFigure,
  isDecided,
  judgeAllocation,
} from '../../core/memory/allocation.ts'
import type { AllocationFinding } from '../../core/memory/allocation-failure.ts'
import type { HeapLevel } from '../../core/memory/heap-level.ts'
import { totalBytes } from '../../core/memory/heap-run.ts'
import { suggestTimeout } from '../budget.ts'
import type { RepeatedCode } from './watch-heap.ts'

/** What it takes to measure what is allocated. */
export interface AllocationProbe {
  readonly now: () => number
  /** Runs something, from a page that is empty. @returns bytes that were allocated meanwhile */
  record(run: () => Promise<void>): Promise<HeapLevel>
}

export interface AllocationMeasuring {
  readonly limitBytes: number
  /** Undefined for the default. */
  readonly warmupCalls: number | undefined
  readonly maxTimeMs: number
  /** Who asks, for errors. */
  readonly place: string
}

/** A block takes about so long: time for the engine to compile. */
const BLOCK_MS = 20
const MOST_CALLS = 10_000
/** So much fits into a page of the heap, with room to spare: more would leave ends of pages free, which count as used. */
const PAGE_BYTES = 160_000
/** No more in a block, whether it is counted or not: collecting garbage takes time, and so does memory that the system gives anew. */
const BLOCK_BYTES = 4_000_000
/** With fewer there is nothing to compare. */
const LEAST_BLOCKS = 4
const WARMUP_MS = 50
const MOST_WARMUP_CALLS = 50_000
/** So many calls tell how long one takes, and about how much it allocates. */
const TIMING_CALLS = 5
const SIZING_CALLS = 50
const EMPTY_CALLS = 1_000

/**
 * Calls code in equal blocks, and tells how much each call allocates, until a
 * limit on it is decided or the time is over. Of each block as many calls are
 * counted as fit into a page of V8's heap.
 *
 * @param nothing calls of a function that does nothing, which tell what calling takes; asked for once it is known whether the code's leave something to wait for
 * @returns undefined when it was stopped
 * @throws SkillperfError where the time is too short for anything; what the code throws
 */
export async function measureAllocation(
  code: RepeatedCode,
  nothing: () => RepeatedCode,
  probe: AllocationProbe,
  { limitBytes, warmupCalls, maxTimeMs, place }: AllocationMeasuring,
): Promise<AllocationFinding | undefined> {
  const startMs = probe.now()
  const leftMs = (): number => maxTimeMs - (probe.now() - startMs)
  const warm = await warmUp(code, probe, warmupCalls, maxTimeMs / 4)
  if (warm.callMs * LEAST_BLOCKS > leftMs()) throw tooSlow(place, warm, maxTimeMs)
  const { calls, besides } = await planBlock(code, probe, warm.callMs, leftMs())
  const empty = nothing()
  // So that it is compiled, as the code is.
  await empty.repeat(EMPTY_CALLS)
  const blocks: HeapLevel[] = []
  let lastMs = 0
  while (!isDecided({ calls, blocks }, limitBytes)) {
    if (blocks.length >= LEAST_BLOCKS && leftMs() < lastMs) break
    const blockStartMs = probe.now()
    if (besides > 0) await code.repeat(besides)
    const own = await probe.record(() => empty.repeat(calls))
    const level = await probe.record(() => code.repeat(calls))
    if (code.stopped) return undefined
    lastMs = probe.now() - blockStartMs
    blocks.push(minus(level, own))
  }
  const figure = allocationFigure({ calls, blocks })
  return { limitBytes, outcome: judgeAllocation(figure, limitBytes), figure, warmupCalls: warm.calls }
}

/** How many calls of a block are counted, and how many run besides. */
async function planBlock(
  code: RepeatedCode,
  probe: AllocationProbe,
  callMs: number,
  leftMs: number,
): Promise<{ readonly calls: number; readonly besides: number }> {
  // Short blocks, where long ones would not all fit.
  const blockMs = Math.min(BLOCK_MS, leftMs / ALLOCATION_CHECKPOINTS[1])
  const fast = Math.max(1, Math.min(MOST_CALLS, Math.floor(blockMs / callMs)))
  const sizing = Math.min(fast, SIZING_CALLS)
  const idle = await probe.record(() => code.repeat(0))
  const sized = minus(await probe.record(() => code.repeat(sizing)), idle)
  const within = (most: number, bytes: number): number => Math.floor((most / Math.max(1, bytes)) * sizing)
  const fitting = Math.max(1, Math.min(fast, within(BLOCK_BYTES, totalBytes(sized))))
  const calls = Math.max(1, Math.min(fitting, within(PAGE_BYTES, sized.heapBytes)))
  return { calls, besides: fitting - calls }
}

async function warmUp(
  code: RepeatedCode,
  { now }: AllocationProbe,
  asked: number | undefined,
  mostMs: number,
): Promise<{ readonly calls: number; readonly callMs: number }> {
  if (asked !== undefined) await code.repeat(asked)
  const enoughMs = asked === undefined ? WARMUP_MS : 0
  const startMs = now()
  let [calls, callMs] = [0, Infinity]
  while (calls < MOST_WARMUP_CALLS && !code.stopped) {
    const size = Math.max(1, calls)
    const partMs = now()
    await code.repeat(size)
    calls += size
    // The fastest part: others may have waited for a processor.
    callMs = Math.min(callMs, (now() - partMs) / size)
    const tookMs = now() - startMs
    if (tookMs > mostMs || (calls >= TIMING_CALLS && tookMs >= enoughMs)) break
  }
  // A clock may be too coarse for a single call.
  return { calls: calls + (asked ?? 0), callMs: Math.max(calls === 0 ? 0 : callMs, 1e-6) }
}

function minus(level: HeapLevel, other: HeapLevel): HeapLevel {
  return {
    heapBytes: level.heapBytes - other.heapBytes,
    offHeapBytes: level.offHeapBytes - other.offHeapBytes,
  }
}

function tooSlow(
  place: string,
  { callMs, calls }: { readonly callMs: number; readonly calls: number },
  maxTimeMs: number,
): SkillperfError {
  const needMs = callMs * (calls + LEAST_BLOCKS)
  return new SkillperfError(
    `${place}: a call takes ${formatNumber(callMs)} ms, so that the warm-up and ${LEAST_BLOCKS} calls need ${formatNumber(needMs)} ms, but it may take no more than ${formatNumber(maxTimeMs)} ms. ` +
      `Give it more time: test(name, { timeout: ${suggestTimeout(needMs * 2)} }, fn), and maxTime if you have set it.`,
  )
}
