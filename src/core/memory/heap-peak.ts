import type { Outcome } from '../judging/rule.ts'
import { allocatedIn, peakIn, totalBytes } from './heap-run.ts'
import type { HeapRun, PeakBounds } from './heap-run.ts'

/** The first run warms up: a fail takes one more. */
export const MOST_PEAK_RUNS = 4
/** A share of the limit: what is allocated between two collections is the resolution. */
const PACE_SHARE = 0.1
/** From run to run it is made finer. */
const FINER = 4

/** The engine's room for new objects, at its smallest. */
const YOUNG_BYTES = 1e6

/** How the engine collects by itself: as it likes; the whole heap, whenever it does; and that at every megabyte. */
export type Collecting = 'as it is' | 'whole heap' | 'whole heap, often'

/** One run of the function. */
export interface PeakRun {
  readonly bounds: PeakBounds
  /** All that was allocated. */
  readonly allocatedBytes: number
  /** What is still held when it has returned, above the level before. */
  readonly leftBytes: number
  readonly collections: number
  /** What was in use before. */
  readonly beforeBytes: number
}

/** How the next run is watched. */
export interface PeakPace {
  /** Collect garbage when so much was allocated since the last time, wherever somebody can look. */
  readonly everyBytes: number
  /** How the engine collects by itself meanwhile. */
  readonly collecting: Collecting
}

/** @param run that ended with a full collection */
export function readPeakRun(run: HeapRun): PeakRun {
  const last = run.collections.at(-1)?.after ?? run.end
  return {
    bounds: peakIn(run),
    allocatedBytes: totalBytes(allocatedIn(run)),
    leftBytes: Math.max(0, totalBytes(last) - totalBytes(run.start)),
    collections: run.collections.length,
    beforeBytes: totalBytes(run.start),
  }
}

export function judgePeak({ atLeast, atMost }: PeakBounds, limitBytes: number): Outcome {
  if (totalBytes(atMost) < limitBytes) return 'pass'
  return totalBytes(atLeast) >= limitBytes ? 'fail' : 'inconclusive'
}

/** What collecting the whole heap takes once, and all that is left for it, in ms; and which run it is for, from 1 for the second. */
export interface PeakMeans {
  readonly costMs: number
  readonly leftMs: number
  readonly nth: number
}

/**
 * How to watch the next run, so that it is decided.
 *
 * @param alone the run in which the engine was left alone
 */
export function nextPace(
  { allocatedBytes, collections }: PeakRun,
  limitBytes: number,
  { costMs, leftMs, nth }: PeakMeans,
): PeakPace {
  const affordable = Math.max(1, leftMs / 2 / costMs)
  const often = allocatedBytes / YOUNG_BYTES <= affordable
  const wantedBytes = (limitBytes * PACE_SHARE) / FINER ** (nth - 1)
  return {
    everyBytes: Math.max(1, Math.round(Math.max(wantedBytes, allocatedBytes / affordable))),
    collecting: often ? 'whole heap, often' : collections <= affordable ? 'whole heap' : 'as it is',
  }
}
