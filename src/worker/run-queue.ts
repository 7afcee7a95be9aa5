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

/** Waking up takes some microseconds, and is no sign of others. */
const NOISE_MS = 0.5

/** The share of a time that was spent waiting for a processor. */
export function waitShare(
  before: RunQueue | undefined,
  after: RunQueue | undefined,
  ms: number,
): number | undefined {
  if (before === undefined || after === undefined || !(ms > 0)) return undefined
  const waitedMs = after.waitedMs - before.waitedMs
  return waitedMs < NOISE_MS ? 0 : Math.min(1, waitedMs / ms)
}
