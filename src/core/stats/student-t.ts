/** Halvings of the interval that the quantile lies in: down to the last bits of a double. */
const HALVINGS = 200

/**
 * A quantile of Student's t distribution.
 *
 * @param p above 0.5 and below 1
 * @param freedom degrees of freedom, a whole number from 1 up
 */
export function studentT(p: number, freedom: number): number {
  let [low, high] = [0, 1]
  while (cumulative(high, freedom) < p) [low, high] = [high, high * 2]
  for (let i = 0; i < HALVINGS && low < high; i++) {
    const middle = (low + high) / 2
    if (cumulative(middle, freedom) < p) low = middle
    else high = middle
  }
  return high
}

/**
 * The probability of a value up to t, as a finite sum.
 *
 * Source: M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions" (1964), 26.7.3 and 26.7.4.
 *
 * @param t at least 0
 */
function cumulative(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom))
  const squared = Math.cos(angle) ** 2
  const isOdd = freedom % 2 === 1
  let term = isOdd ? Math.cos(angle) : 1
  let sum = freedom === 1 ? 0 : term
  for (let k = isOdd ? 3 : 2; k < freedom - 1; k += 2) {
    term *= ((k - 1) / k) * squared
    sum += term
  }
  const within = isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum
  return 0.5 + within / 2
}
