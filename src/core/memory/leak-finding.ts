import type { HeapTrend } from '../stats/heap-trend.ts'
import type { HeapLevel } from './heap-level.ts'

/** Why it could not be told whether memory is kept. */
export type UndecidedBecause =
  /** The time was over before there was anything to compare. */
  | 'too few blocks'
  /** It was still growing when the time was over, but not steadily enough. */
  | 'still growing'
  /** A leak of the limit would not have been seen. */
  | 'too coarse'

/** What was seen of a function that was called over and over. */
export interface LeakFinding {
  readonly outcome: 'clean' | 'leak' | 'inconclusive'
  /** Undefined unless it is inconclusive. */
  readonly because?: UndecidedBecause
  readonly warmupCalls: number
  /** How long a warm call takes, in ms. */
  readonly callMs: number
  /** Calls in each block. */
  readonly blockCalls: number
  /** Before the first block, and after each. */
  readonly levels: readonly HeapLevel[]
  /** Undefined with too few blocks. */
  readonly trend: HeapTrend | undefined
  /** How long it may have taken, and how long it has, in ms. */
  readonly maxTimeMs: number
  readonly elapsedMs: number
}
