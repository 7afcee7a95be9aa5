/**
 * The probability of at most k successes in n trials of probability p each:
 * the lower tail of the binomial distribution, summed exactly.
 */
export function binomialAtMost(k: number, n: number, p: number): number {
  if (k < 0) return 0
  if (k >= n) return 1
  return Math.min(1, sumTerms(k, n, p))
}

/** The probability of at least k successes: the upper tail. */
export function binomialAtLeast(k: number, n: number, p: number): number {
  // Failures instead of successes: the sum of the small terms themselves, not 1 minus a rounded one.
  return binomialAtMost(n - k, n, 1 - p)
}

/**
 * How many trials without a success it takes to say, this surely, that the
 * probability is below p: 59 for 5 %, 299 for 1 %, 2,995 for 0.1 %, at 95 %.
 */
export function leastForBinomial(p: number, confidence: number): number {
  return Math.max(1, Math.ceil(Number((Math.log1p(-confidence) / Math.log1p(-p)).toPrecision(12))))
}

/** Terms 0 … k. Each follows from the one before; in logarithms, because the first may underflow. */
function sumTerms(k: number, n: number, p: number): number {
  const logOdds = Math.log(p) - Math.log1p(-p)
  let logTerm = n * Math.log1p(-p)
  let sum = Math.exp(logTerm)
  for (let i = 1; i <= k; i++) {
    logTerm += Math.log((n - i + 1) / i) + logOdds
    sum += Math.exp(logTerm)
  }
  return sum
}
