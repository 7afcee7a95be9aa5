/**
 * Share of the standard normal distribution below z, to 8e-8.
 *
 * Source: M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions" (1964), 26.2.17.
 */
export function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z))
  const series = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153]
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    series.reduce((sum, factor) => sum * t + factor, 0)
  return z < 0 ? tail : 1 - tail
}
