import { CHECKPOINTS, heapTrend, judgeHeap, seesEnough } from '../stats/heap-trend.ts'
import type { HeapLevels, HeapTrend } from '../stats/heap-trend.ts'
import type { UndecidedBecause } from './leak-finding.ts'

/** What the blocks so far say. */
export interface LeakConclusion {
  readonly outcome: 'clean' | 'leak' | 'inconclusive'
  readonly because?: UndecidedBecause
  readonly trend: HeapTrend | undefined
}

/**
 * Whether the blocks so far decide it.
 *
 * @param limitBytes what each call may keep; undefined for as little as can be seen
 * @returns undefined where more blocks are needed
 */
export function decideLeak(watched: HeapLevels, limitBytes: number | undefined): LeakConclusion | undefined {
  const outcome = judgeHeap(watched, limitBytes)
  if (outcome === 'go on') return undefined
  const trend = heapTrend(watched, limitBytes)
  return outcome === 'clean' && !seesEnough(trend.resolutionBytes, limitBytes)
    ? { outcome: 'inconclusive', because: 'too coarse', trend }
    : { outcome, trend }
}

/** When time runs out, so many blocks of a plain rise at one pace are enough. */
const HASTY_BLOCKS = 10

/** What they say when there is no time for more. */
export function concludeLeak(watched: HeapLevels, limitBytes: number | undefined): LeakConclusion {
  const decided = decideLeak(watched, limitBytes)
  if (decided !== undefined) return decided
  const blocks = watched.levels.length - 1
  if (blocks < CHECKPOINTS[0]) return { outcome: 'inconclusive', because: 'too few blocks', trend: undefined }
  const trend = heapTrend(watched, limitBytes)
  if (trend.grows) {
    if (blocks >= HASTY_BLOCKS && trend.plain && trend.steady) return { outcome: 'leak', trend }
    return { outcome: 'inconclusive', because: 'still growing', trend }
  }
  return seesEnough(trend.resolutionBytes, limitBytes)
    ? { outcome: 'clean', trend }
    : { outcome: 'inconclusive', because: 'too coarse', trend }
}
