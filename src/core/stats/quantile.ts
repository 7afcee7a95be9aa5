/**
 * A quantile of raw samples by Hyndman and Fan's type 8, their recommended
 * definition: nearly median-unbiased whatever the distribution. Position
 * `h = (n + 1/3) p + 1/3`, linear between the two neighbours, clamped to the
 * sample's ends.
 *
 * Source: R. J. Hyndman, Y. Fan, "Sample Quantiles in Statistical Packages",
 * The American Statistician 50 (1996), 361–365.
 *
 * @param sorted samples in ascending order, of any unit
 * @param p the quantile, 0 to 1
 * @returns the quantile in the samples' unit, NaN without samples
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const n = sorted.length
  if (n === 0) return Number.NaN
  const position = (n + 1 / 3) * p + 1 / 3
  const below = Math.floor(position)
  const low = at(sorted, below)
  const high = at(sorted, below + 1)
  return low + (position - below) * (high - low)
}

/** The k-th smallest, counted from 1 and clamped to the ends. */
function at(sorted: ArrayLike<number>, k: number): number {
  return sorted[Math.min(Math.max(k, 1), sorted.length) - 1] ?? Number.NaN
}
