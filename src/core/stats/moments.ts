/** Mean and spread of samples, in the samples' unit. */
export interface Moments {
  readonly mean: number
  /** Sample standard deviation (n − 1); NaN below two samples. */
  readonly stdDev: number
}

/**
 * Mean and sample standard deviation in two passes: the second sums squares of
 * deviations, so that large offsets do not cancel.
 */
export function moments(samples: ArrayLike<number>): Moments {
  const n = samples.length
  let sum = 0
  for (let i = 0; i < n; i++) sum += samples[i] ?? 0
  const mean = n === 0 ? Number.NaN : sum / n
  let squares = 0
  for (let i = 0; i < n; i++) squares += ((samples[i] ?? 0) - mean) ** 2
  return { mean, stdDev: n < 2 ? Number.NaN : Math.sqrt(squares / (n - 1)) }
}
