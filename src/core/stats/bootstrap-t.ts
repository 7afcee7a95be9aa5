import type { Random } from '../time/random.ts'
import { moments } from './moments.ts'
import { quantile } from './quantile.ts'

const REPLICATES = 2_000
/** Of a resample without spread: so many standard errors are "as far as can be", and still a number to interpolate. */
const FAR = 1e6

/** A mean, and how far off it may be. */
export interface MeanInterval {
  readonly mean: number
  /**
   * A one-sided bound of the true mean.
   *
   * @param confidence above 0.5 and below 1, such as 0.95
   */
  lower(confidence: number): number
  upper(confidence: number): number
}

/**
 * A bootstrap-t interval of a mean: resamples the values, studentises each
 * resampled mean by its own standard error, and reads the bounds off these
 * quantiles. Unlike a t interval it follows the skew that durations have.
 *
 * Source: B. Efron, R. J. Tibshirani, "An Introduction to the Bootstrap" (1993), section 12.5.
 *
 * @param values independent values, at least 2, of any unit
 * @param random the stream that resamples are drawn from
 */
export function bootstrapT(values: Float64Array, random: Random): MeanInterval {
  const n = values.length
  const { mean, stdDev } = moments(values)
  const error = stdDev / Math.sqrt(n)
  // All values are equal: there is nothing to be unsure of.
  if (!(error > 0)) return { mean, lower: () => mean, upper: () => mean }
  const studentised = Float64Array.from({ length: REPLICATES }, () =>
    resample(values, mean, random),
  ).toSorted()
  return {
    mean,
    lower: (confidence) => mean - quantile(studentised, confidence) * error,
    upper: (confidence) => mean - quantile(studentised, 1 - confidence) * error,
  }
}

function resample(values: Float64Array, mean: number, random: Random): number {
  const n = values.length
  let sum = 0
  let squares = 0
  for (let i = 0; i < n; i++) {
    // Around the mean, so that large offsets do not cancel in the squares.
    const value = (values[Math.floor(random() * n)] ?? mean) - mean
    sum += value
    squares += value * value
  }
  const offset = sum / n
  const variance = (squares - n * offset * offset) / (n - 1)
  return variance > 0 ? offset / Math.sqrt(variance / n) : Math.sign(offset) * FAR
}
