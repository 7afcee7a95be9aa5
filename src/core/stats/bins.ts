/**
 * Counts samples in equal bins from the smallest to the largest, for a
 * sparkline. One bin when all samples are equal, none without samples.
 *
 * @param sorted samples in ascending order
 * @param most how many bins
 */
export function bins(sorted: ArrayLike<number>, most: number): number[] {
  const n = sorted.length
  const low = sorted[0]
  const high = sorted[n - 1]
  if (low === undefined || high === undefined) return []
  if (high === low) return [n]
  const counts = new Array<number>(most).fill(0)
  for (let i = 0; i < n; i++) {
    const share = ((sorted[i] ?? low) - low) / (high - low)
    const bin = Math.min(most - 1, Math.floor(share * most))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts
}
