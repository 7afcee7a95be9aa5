import { SkillperfError } from '../../core/errors.ts'
import { formatNumber } from '../../core/format.ts'
import { ALLOCATION_CHECKPOINTS, allocationFigure, isDecided, judgeAllocation } from '../../core/memory/allocation.ts'
import type { AllocationFinding } from '../../core/memory/allocation-failure.ts'
import type { HeapLevel } from '../../core/memory/heap-level.ts'
import { quantile } from '../../core/stats/quantile.ts'
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
/** With fewer there is nothing to compare. */
const LEAST_BLOCKS = 4
const WARMUP_MS = 50
const MOST_WARMUP_CALLS = 50_000
/** So many calls tell how long one takes, and about how much it allocates. */
const TIMING_CALLS = 5
const SIZING_CALLS = 50
/** Blocks of nothing: the median of what they allocate is what measuring does. */
const EMPTY_BLOCKS = 5
/** Calls of nothing before, so that they are compiled, too. */
const EMPTY_CALLS = 1_000

/**
 * Calls code in equal blocks, and tells how much each call allocates, until a
 * limit on it is decided or the time is over. Of each block as many calls are
 * counted as fit into a page of V8's heap.
 *
 * @param nothing the same calls of a function that does nothing, made once it is known what the code's leave to wait for
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
  const own = await ownAllocation(nothing(), probe, calls)
  const blocks: HeapLevel[] = []
  let lastMs = 0
  while (!isDecided({ calls, blocks }, limitBytes)) {
    if (blocks.length >= LEAST_BLOCKS && leftMs() < lastMs) break
    const blockStartMs = probe.now()
    if (besides > 0) await code.repeat(besides)
    const level = await probe.record(() => code.repeat(calls))
    if (code.stopped) return undefined
    lastMs = probe.now() - blockStartMs
    blocks.push({
      heapBytes: level.heapBytes - own.heapBytes,
      offHeapBytes: level.offHeapBytes - own.offHeapBytes,
    })
  }
  const figure = allocationFigure({ calls, blocks })
  return { limitBytes, outcome: judgeAllocation(figure, limitBytes), figure, warmupCalls: warm.calls }
}

/** How many calls of a block are counted, and how many run besides. */
async function planBlock(
  code: RepeatedCode,
  { record }: AllocationProbe,
  callMs: number,
  leftMs: number,
): Promise<{ readonly calls: number; readonly besides: number }> {
  // Short blocks, where long ones would not all fit.
  const blockMs = Math.min(BLOCK_MS, leftMs / ALLOCATION_CHECKPOINTS[1])
  const fitting = Math.max(1, Math.min(MOST_CALLS, Math.floor(blockMs / callMs)))
  const sizing = Math.min(fitting, SIZING_CALLS)
  const { heapBytes } = await record(() => code.repeat(sizing))
  const calls = Math.max(1, Math.min(fitting, Math.floor((PAGE_BYTES / Math.max(1, heapBytes)) * sizing)))
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
  let [calls, callMs] = [0, 0]
  while (calls < MOST_WARMUP_CALLS && !code.stopped) {
    const size = Math.max(1, calls)
    const partMs = now()
    await code.repeat(size)
    calls += size
    callMs = (now() - partMs) / size
    const tookMs = now() - startMs
    if (tookMs > mostMs || (calls >= TIMING_CALLS && tookMs >= enoughMs)) break
  }
  // A clock may be too coarse for a single call.
  return { calls: calls + (asked ?? 0), callMs: Math.max(callMs, 1e-6) }
}

/** What as many calls of nothing allocate: counting and awaiting take memory, too. */
async function ownAllocation(
  nothing: RepeatedCode,
  { record }: AllocationProbe,
  calls: number,
): Promise<HeapLevel> {
  // Compiled as the code's own calls are.
  await nothing.repeat(EMPTY_CALLS)
  const blocks: HeapLevel[] = []
  for (let i = 0; i < EMPTY_BLOCKS; i++) blocks.push(await record(() => nothing.repeat(calls)))
  const median = (part: keyof HeapLevel): number =>
    quantile(
      blocks.map((block) => block[part]).toSorted((a, b) => a - b),
      0.5,
    )
  return { heapBytes: median('heapBytes'), offHeapBytes: median('offHeapBytes') }
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
