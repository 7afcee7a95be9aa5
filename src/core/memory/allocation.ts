import type { Outcome } from '../judging/rule.ts'
import { moments } from '../stats/moments.ts'
import { median } from '../stats/median.ts'
import { studentT } from '../stats/student-t.ts'
import type { HeapLevel } from './heap-level.ts'
import { totalBytes } from './heap-run.ts'

/** After so many blocks it is looked at; each time the last half counts, because warm code allocates less. */
export const ALLOCATION_CHECKPOINTS = [12, 24, 48] as const
/** What a block may be off by: V8 keeps records of its own. */
const NOISE_BYTES = 256
/** ... and this share: the engine has not always settled to the last byte. */
const NOISE_SHARE = 0.0025
/** So many blocks may differ by so much from all others: code was compiled, or a table of the engine's has grown. */
const ODD_BLOCKS = 2
const ODD_BYTES = 65_536
const PASS_CONFIDENCE = 0.95
const FAIL_CONFIDENCE = 0.995

/** What equal numbers of calls have allocated, without what counting them takes. */
export interface AllocationBlocks {
  /** Calls in each block. */
  readonly calls: number
  /** In order. */
  readonly blocks: readonly HeapLevel[]
}

/** Bytes that each call allocates. */
export interface AllocationFigure {
  readonly heapBytes: number
  readonly offHeapBytes: number
  /** Both together. */
  readonly bytes: number
  /** Between these the mean lies: 95 % sure of the upper bound, 99.5 % of the lower. */
  readonly low: number
  readonly high: number
  /** The smallest difference that can be told, which the bounds include. */
  readonly resolutionBytes: number
  /** Blocks that count. */
  readonly blocks: number
  readonly calls: number
}

/**
 * Bytes per call, of the last half of the blocks. Where all but a few of them
 * are equal, the engine was at work in the others, and not the code.
 *
 * @param allocated at least 3 blocks
 */
export function allocationFigure({ calls, blocks }: AllocationBlocks): AllocationFigure {
  const counted = withoutOdd(blocks.slice(Math.floor(blocks.length / 2)))
  const heapBytes = moments(counted.map((block) => block.heapBytes / calls)).mean
  const offHeapBytes = moments(counted.map((block) => block.offHeapBytes / calls)).mean
  const { stdDev } = moments(counted.map((block) => totalBytes(block) / calls))
  const error = stdDev / Math.sqrt(counted.length)
  const bound = (confidence: number): number => error * studentT(confidence, counted.length - 1)
  const bytes = heapBytes + offHeapBytes
  const resolutionBytes = noiseBytes(heapBytes * calls) / calls
  return {
    heapBytes,
    offHeapBytes,
    bytes,
    low: Math.max(0, bytes - bound(FAIL_CONFIDENCE) - resolutionBytes),
    high: Math.max(0, bytes + bound(PASS_CONFIDENCE)) + resolutionBytes,
    resolutionBytes,
    blocks: counted.length,
    calls: counted.length * calls,
  }
}

/** Without blocks that stand out where the others are equal: in these, or in those of nothing beside them, the engine was at work. */
function withoutOdd(blocks: readonly HeapLevel[]): readonly HeapLevel[] {
  const bytes = blocks.map(totalBytes)
  const middle = median(bytes)
  const off = bytes.map((one) => Math.abs(one - middle))
  const equal = blocks.filter((_, i) => (off[i] ?? 0) <= noiseBytes(middle))
  const most = Math.min(ODD_BLOCKS, Math.floor(blocks.length / 4))
  return blocks.length - equal.length > most || Math.max(...off) > ODD_BYTES ? blocks : equal
}

/** By how much a block of so many bytes may be off. */
function noiseBytes(bytes: number): number {
  return NOISE_BYTES + Math.abs(bytes) * NOISE_SHARE
}

export function judgeAllocation({ low, high }: AllocationFigure, limitBytes: number): Outcome {
  if (high < limitBytes) return 'pass'
  return low >= limitBytes ? 'fail' : 'inconclusive'
}

/**
 * Whether the blocks so far are enough: a pass is one at once, a fail has to
 * be one twice, because compiled code may still allocate less.
 */
export function isDecided(allocated: AllocationBlocks, limitBytes: number): boolean {
  const { blocks } = allocated
  const nth = ALLOCATION_CHECKPOINTS.findIndex((checkpoint) => checkpoint === blocks.length)
  if (nth === -1) return false
  if (nth === ALLOCATION_CHECKPOINTS.length - 1) return true
  const outcome = judgeAllocation(allocationFigure(allocated), limitBytes)
  if (outcome !== 'fail') return outcome === 'pass'
  const before = ALLOCATION_CHECKPOINTS[nth - 1]
  if (before === undefined) return false
  const earlier = allocationFigure({ ...allocated, blocks: blocks.slice(0, before) })
  return judgeAllocation(earlier, limitBytes) === 'fail'
}
