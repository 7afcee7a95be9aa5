/**
 * Whether memory grows with the number of calls. The calls come in equal
 * blocks, because the engine's own caches age with each collection, and the
 * level of the heap is read after each.
 */

/** After so many blocks it is judged; each time twice as many, because arrays and maps grow in steps. */
export const CHECKPOINTS: readonly [number, number, number] = [6, 12, 24]

/** Less than this is the engine's own, whatever the number of calls. */
export const FLOOR_BYTES = 8_192
/** Less than this per call is, too. */
export const LEAST_BYTES_PER_CALL = 4
/** Below this share of its pace before, it slows down: a cache that fills up. */
const STEADY_SHARE = 0.5
/** Below this share of its pace later it has hardly grown before: perhaps a table of the engine's, once. */
const LEAST_PACE_BEFORE = 0.25
/** What falls may have risen by as much, and the highest and the lowest of many blocks lie further apart than two of them. */
const NOISE_DROPS = 2
/** A rise of so many times what can be seen is plain. */
const PLAIN_RESOLUTIONS = 4
/** With fewer calls the engine may not have settled: what it takes to run grows with each of the first hundreds. */
const SETTLED_CALLS = 1_000
/** So much in blocks that all grow is a leak, or a cache that nobody wants: more blocks could take all memory. */
export const FLOOD_BYTES = 256e6
const LEAST_FLOOD_BLOCKS = 3
/** By what share of a block the blocks differ: no simple fraction. */
const SPREAD = 0.19

/** What was called, and how the level stood. */
export interface HeapLevels {
  /** Bytes in use before the first block, and after each. */
  readonly levels: readonly number[]
  /** Calls in each block: in the mean, see {@link callsInBlock}. */
  readonly blockCalls: number
  /** Calls before the first block: what grows in steps has grown in them, too. */
  readonly warmupCalls: number
}

/**
 * Calls in a block: a little less and a little more in turns. Otherwise what is
 * emptied every so many calls could be looked at a little later in each round,
 * and seem to grow.
 *
 * @param nth from 1 up
 */
export function callsInBlock(nth: number, blockCalls: number): number {
  const more = Math.round(blockCalls * SPREAD)
  return nth % 2 === 1 ? blockCalls - more : blockCalls + more
}

/** Calls in the blocks up to this one. */
export function callsAfter(blocks: number, blockCalls: number): number {
  const last = blocks % 2 === 1 ? callsInBlock(blocks, blockCalls) - blockCalls : 0
  return blocks * blockCalls + last
}

/** How the level has moved, from the blocks up to the {@link HeapTrend.half}th to the later ones. */
export interface HeapTrend {
  /** Highs and lows have risen by more than could be the engine's own. */
  readonly grows: boolean
  /** It grows at about its pace before: neither what fills up, nor what came once. */
  readonly steady: boolean
  /** It stands out so much from what can be seen that it takes no more calls to be sure. */
  readonly plain: boolean
  /** By how much the highs have risen, for each call; below 0 where they fell. */
  readonly bytesPerCall: number
  /** What it would have to be to be seen. */
  readonly resolutionBytes: number
  /** The blocks up to here are compared with those after. */
  readonly half: number
}

/** What there is to do at some point of the watch. */
export type HeapOutcome = 'clean' | 'leak' | 'go on'

/**
 * Compares the later blocks with those before.
 *
 * @param limitBytes what each call may keep
 */
export function heapTrend(
  { levels: given, blockCalls, warmupCalls }: HeapLevels,
  limitBytes: number = LEAST_BYTES_PER_CALL,
): HeapTrend {
  const levels = withoutSpikes(given)
  const blocks = levels.length - 1
  const half = halfOf(blocks, warmupCalls / blockCalls)
  const quarter = Math.max(1, Math.round(half / 2))
  const [first, second, last] = [
    levels.slice(1, quarter + 1),
    levels.slice(quarter, half + 1),
    levels.slice(half + 1),
  ]
  const calls = callsAfter(blocks, blockCalls) - callsAfter(half, blockCalls)
  const rise = Math.max(...last) - Math.max(...second)
  const lowRise = Math.min(...last) - Math.min(...first)
  const threshold = Math.max(limitBytes * calls, FLOOR_BYTES, NOISE_DROPS * secondLargestDrop(given))
  const before = Math.max(...second) - Math.max(...levels.slice(0, quarter + 1))
  const callsBefore = callsAfter(half, blockCalls) - callsAfter(quarter, blockCalls)
  const paceBefore = before / Math.max(1, callsBefore)
  const pace = rise / calls
  return {
    // The lows lie closer together than the highs do.
    grows: rise > threshold && lowRise > (threshold * half) / (blocks - half),
    steady: pace >= STEADY_SHARE * paceBefore && paceBefore >= LEAST_PACE_BEFORE * pace,
    plain: rise >= PLAIN_RESOLUTIONS * threshold,
    bytesPerCall: pace,
    resolutionBytes: threshold / calls,
    half,
  }
}

/**
 * Judges the blocks so far: at a checkpoint, what has not grown is clean, and
 * what grows steadily from the second one on leaks, if there were calls enough
 * or it grows plainly. At the last one whatever still grows does. What floods
 * memory leaks before.
 *
 * @param limitBytes what each call may keep; undefined for as little as can be seen
 */
export function judgeHeap(watched: HeapLevels, limitBytes: number | undefined): HeapOutcome {
  const blocks = watched.levels.length - 1
  if (floods(watched) && heapTrend(watched, limitBytes).grows) return 'leak'
  const at = CHECKPOINTS.indexOf(blocks)
  if (at === -1) return 'go on'
  const { grows, steady, plain, resolutionBytes } = heapTrend(watched, limitBytes)
  const isLast = at === CHECKPOINTS.length - 1
  const isSettled = watched.warmupCalls + callsAfter(blocks, watched.blockCalls) >= SETTLED_CALLS
  if (!grows) return isLast || seesEnough(resolutionBytes, limitBytes) ? 'clean' : 'go on'
  return isLast || (at > 0 && steady && (plain || isSettled)) ? 'leak' : 'go on'
}

/** Whether a leak of the limit would have been seen. */
export function seesEnough(resolutionBytes: number, limitBytes: number | undefined): boolean {
  return limitBytes === undefined || resolutionBytes <= limitBytes
}

function floods({ levels }: HeapLevels): boolean {
  const blocks = levels.length - 1
  const rise = (levels.at(-1) ?? 0) - (levels[0] ?? 0)
  if (blocks < LEAST_FLOOD_BLOCKS || rise < FLOOD_BYTES) return false
  return levels.slice(1).every((level, i) => level - (levels[i] ?? level) > rise / blocks / 2)
}

/**
 * Where to part the blocks, so that twice as many calls lie before the end as
 * before that: a table that doubles does so in between. What the warm-up has
 * called makes it earlier, but not by more than a third is left.
 */
function halfOf(blocks: number, warmupBlocks: number): number {
  const half = Math.floor((blocks - warmupBlocks) / 2)
  return Math.max(1, Math.round(blocks / 3), half)
}

/** The middle of each level and its two neighbours: what is there in one block only is no trend, and hides none. */
function withoutSpikes(levels: readonly number[]): readonly number[] {
  return levels.map((level, i) => {
    const [before = level, after = level] = [levels[i - 1], levels[i + 1]]
    return Math.max(Math.min(before, level), Math.min(Math.max(before, level), after))
  })
}

/** The largest fall from one block to the next but one: a single one is an event, and no noise. */
function secondLargestDrop(levels: readonly number[]): number {
  let [largest, second] = [0, 0]
  for (const [i, level] of levels.entries()) {
    const drop = (levels[i - 1] ?? level) - level
    if (drop > largest) [largest, second] = [drop, largest]
    else if (drop > second) second = drop
  }
  return second
}
