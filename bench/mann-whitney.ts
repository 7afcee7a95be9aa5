import { normalCdf } from '../test/helpers/normal-cdf.ts'

/**
 * How probable it is that one series comes out so far above another although
 * both are of one distribution: the one-sided test of Mann and Whitney, by its
 * normal approximation with the correction for ties.
 *
 * @returns the p-value; small where `now` is larger
 */
export function mannWhitney(before: readonly number[], now: readonly number[]): number {
  const all = [
    ...before.map((value) => ({ value, isNow: false })),
    ...now.map((value) => ({ value, isNow: true })),
  ].toSorted((a, b) => a.value - b.value)
  let ranks = 0
  let ties = 0
  for (let from = 0; from < all.length;) {
    let to = from
    while (all[to]?.value === all[from]?.value && to < all.length) to++
    // Of those that are the same each has the middle of their ranks.
    const rank = (from + 1 + to) / 2
    ranks += rank * all.slice(from, to).filter(({ isNow }) => isNow).length
    ties += (to - from) ** 3 - (to - from)
    from = to
  }
  const [n, m, total] = [now.length, before.length, all.length]
  const u = ranks - (n * (n + 1)) / 2
  const deviation = Math.sqrt(((n * m) / 12) * (total + 1 - ties / (total * (total - 1))))
  return 1 - normalCdf((u - (n * m) / 2 - 0.5) / deviation)
}
