/** A lost connection, and how it comes back. Times are ms of one clock. */
export interface Outage {
  readonly lostMs: number
  /** When the client tries to connect again, ascending, and how long it has waited; the last one succeeds. */
  readonly attempts: readonly { readonly atMs: number; readonly delayMs: number }[]
  /** When commands that wait are given up, ascending. */
  readonly flushesMs: readonly number[]
  /** When the connection is there again. */
  readonly upMs: number
}

const DELAY_STEP_MS = 50
const LONGEST_DELAY_MS = 2_000

/**
 * What ioredis does about a lost connection with its defaults: it connects
 * again after 50 ms, 100 ms and so on up to 2 s, and gives up the waiting
 * commands whenever it has tried once more than `maxRetries` times.
 *
 * @param downForMs from the loss on the server cannot be reached
 * @param maxRetries `maxRetriesPerRequest`; null for never
 */
export function planOutage(lostMs: number, downForMs: number, maxRetries: number | null): Outage {
  const attempts: { atMs: number; delayMs: number }[] = []
  const flushesMs: number[] = []
  let atMs = lostMs
  for (let tries = 1; ; tries++) {
    // The connection is closed here: lost, or not to be had.
    if (maxRetries !== null && tries % (maxRetries + 1) === 0) flushesMs.push(atMs)
    const delayMs = Math.min(tries * DELAY_STEP_MS, LONGEST_DELAY_MS)
    atMs += delayMs
    attempts.push({ atMs, delayMs })
    if (atMs >= lostMs + downForMs) return { lostMs, attempts, flushesMs, upMs: atMs }
  }
}
