import { readFileSync } from 'node:fs'

/** Time of this thread, in ms. */
export interface RunQueue {
  /** Could run, but waited for a processor. */
  readonly waitedMs: number
}

/**
 * How long this thread has waited for a processor since it began: what other
 * processes have cost it. Linux only (`schedstat`).
 *
 * @returns undefined where the system does not tell
 */
export function readRunQueue(): RunQueue | undefined {
  try {
    const [, waitedNs] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ').map(Number)
    return waitedNs === undefined || !Number.isFinite(waitedNs) ? undefined : { waitedMs: waitedNs / 1e6 }
  } catch {
    return undefined
  }
}

/** The share of a time that was spent waiting for a processor. */
export function waitShare(
  before: RunQueue | undefined,
  after: RunQueue | undefined,
  ms: number,
): number | undefined {
  if (before === undefined || after === undefined || !(ms > 0)) return undefined
  return Math.min(1, Math.max(0, (after.waitedMs - before.waitedMs) / ms))
}
