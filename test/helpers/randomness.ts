/** Chi-squared of draws from 0 to 1 against the uniform distribution, in equal bins. */
export function chiSquared(draws: readonly number[], bins: number): number {
  const counts = new Array<number>(bins).fill(0)
  for (const draw of draws) {
    const bin = Math.floor(draw * bins)
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  const expected = draws.length / bins
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

/** Pearson's correlation of two rows of numbers. */
export function correlation(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length
  const [meanX, meanY] = [mean(xs), mean(ys)]
  let [xy, xx, yy] = [0, 0, 0]
  for (const [i, x] of xs.entries()) {
    const [dx, dy] = [x - meanX, (ys[i] ?? meanY) - meanY]
    xy += dx * dy
    xx += dx * dx
    yy += dy * dy
  }
  return xy / Math.sqrt(xx * yy)
}

/** Correlation of each draw with the next. */
export function lag1(draws: readonly number[]): number {
  return correlation(draws.slice(0, -1), draws.slice(1))
}
