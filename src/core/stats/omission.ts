/**
 * A quantile as callers that arrive at a steady interval would see it, whom a
 * closed loop leaves out: while one iteration stalls, it starts no other
 * ("coordinated omission"). Each sample d that is longer than the interval i
 * stands for the callers that would have waited behind it, too: d − i, d − 2i, …
 *
 * Source: HdrHistogram's correction for an expected interval (G. Tene).
 *
 * @param sorted samples in ascending order, of any unit
 * @param interval between two callers, above 0, in the samples' unit
 * @param p the quantile, 0 to 1
 * @returns nearest-rank quantile of the corrected samples; NaN without samples
 */
export function openLoopQuantile(sorted: ArrayLike<number>, interval: number, p: number): number {
  const n = sorted.length
  if (n === 0) return Number.NaN
  const most = sorted[n - 1] ?? Number.NaN
  const rank = Math.max(1, Math.ceil(p * countFrom(sorted, interval, 0)))
  const above = countFrom(sorted, interval, 0) - rank
  // The smallest value with at most `above` callers strictly beyond it.
  let low = 0
  let high = most
  for (let step = 0; step < 60 && high - low > most * 1e-6; step++) {
    const middle = (low + high) / 2
    if (countFrom(sorted, interval, middle) <= above) high = middle
    else low = middle
  }
  return high
}

/** Callers that wait longer than `limit`, those left out included. */
function countFrom(sorted: ArrayLike<number>, interval: number, limit: number): number {
  let count = 0
  for (let i = sorted.length - 1; i >= 0; i--) {
    const sample = sorted[i] ?? 0
    if (sample <= limit) break
    // Itself, and one for each interval that still leaves a wait above the limit.
    count += Math.max(1, Math.ceil((sample - limit) / interval))
  }
  return count
}
