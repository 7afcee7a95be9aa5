import { CHECKPOINTS, FLOOR_BYTES } from '../stats/heap-trend.ts'

/** A block takes about so long, and no less than collecting garbage after it does. */
const BLOCK_MS = 40
const LEAST_CALLS = 5
const MOST_CALLS = 1_000

/** What is known before the first block. Times are ms. */
export interface BlockConditions {
  readonly callMs: number
  /** Collecting garbage, after each block. */
  readonly settleMs: number
  /** What is left for all blocks. */
  readonly leftMs: number
  readonly limitBytes: number | undefined
}

/**
 * How many calls go into each block: as many as tell a leak of the limit from
 * nothing, and no more than fit. Where all blocks do not fit, fewer larger ones
 * say more than many small ones.
 *
 * @returns undefined where not even single calls fit
 */
export function planBlocks({ callMs, settleMs, leftMs, limitBytes }: BlockConditions): number | undefined {
  const wanted = Math.max(
    Math.min(MOST_CALLS, Math.floor(Math.max(BLOCK_MS, settleMs) / callMs)),
    LEAST_CALLS,
    callsFor(limitBytes),
  )
  for (const blocks of CHECKPOINTS.toReversed()) {
    const fitting = Math.floor((leftMs / blocks - settleMs) / callMs)
    if (fitting >= LEAST_CALLS) return Math.min(wanted, fitting)
  }
  return leastTimeMs({ callMs, settleMs }) <= leftMs ? 1 : undefined
}

/** What the fewest blocks of single calls take, in ms. */
export function leastTimeMs({ callMs, settleMs }: Pick<BlockConditions, 'callMs' | 'settleMs'>): number {
  return CHECKPOINTS[0] * (callMs + settleMs)
}

/** So many calls in each of the last half of the most blocks keep more than the engine's own, at the limit. */
function callsFor(limitBytes: number | undefined): number {
  return limitBytes === undefined ? 0 : Math.ceil(FLOOR_BYTES / limitBytes / (CHECKPOINTS[2] / 2))
}
