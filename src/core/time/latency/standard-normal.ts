import type { Random } from '../random.ts'

/**
 * One draw of the standard normal distribution, from two of the stream.
 *
 * Source: G. E. P. Box, M. E. Muller, "A Note on the Generation of Random
 * Normal Deviates", Annals of Mathematical Statistics 29 (1958), 610–611.
 */
export function standardNormal(random: Random): number {
  // 1 − u lies above 0, where the logarithm is finite.
  const radius = Math.sqrt(-2 * Math.log(1 - random()))
  return radius * Math.cos(2 * Math.PI * random())
}
