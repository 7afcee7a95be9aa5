import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeHistogram, encodeHistogram } from '../../../src/core/stats/histogram.ts'
import { quantile } from '../../../src/core/stats/quantile.ts'
import { randomStream } from '../../../src/core/time/random.ts'

/** n log-uniform from 1 to 100,000; every run of the property has the ends of it, too. */
const size = fc.double({ min: 0, max: 5, noNaN: true }).map((exponent) => Math.round(10 ** exponent))

/** What durations look like: spread over decades, all equal, or with many ties. In whole ns. */
const SHAPES = {
  decades: (draw: number) => Math.round(10 ** (draw * 12)),
  narrow: (draw: number) => 1_000_000 + Math.round(draw * 1_000),
  ties: (draw: number) => Math.floor(draw * 4) * 1_000_003,
  equal: () => 123_456_789,
} as const

const samples = fc
  .tuple(size, fc.integer(), fc.constantFrom(...Object.values(SHAPES)))
  .map(([n, seed, shape]) => {
    const random = randomStream(seed, 'samples')
    return Float64Array.from({ length: n }, () => shape(random()))
  })
const percentile = fc.oneof(
  fc.constantFrom(0, 50, 75, 90, 95, 99, 99.9, 99.99, 100),
  fc.integer({ min: 0, max: 100 }),
)

/**
 * Hyndman and Fan's type 8, from its plotting positions: the k-th of n is the
 * quantile at (k − 1/3) / (n + 1/3), in exact fractions of 3n + 1.
 */
function type8(sorted: Float64Array, percent: number): number {
  const n = sorted.length
  const at = (k: number): number => sorted[Math.min(n, Math.max(1, k)) - 1] ?? Number.NaN
  // (3k − 1) / (3n + 1) ≤ percent / 100, in whole numbers: percent has at most two decimals.
  const target = BigInt(Math.round(percent * 100)) * BigInt(3 * n + 1)
  const k = Number((target / 10_000n + 1n) / 3n)
  const beyond = Number(target - BigInt(3 * k - 1) * 10_000n) / 30_000
  return at(k) + beyond * (at(k + 1) - at(k))
}

/** The smallest sample that at least this percentage of the samples do not exceed. */
function nearestRank(sorted: Float64Array, percent: number): number {
  const hundredths = BigInt(Math.round(percent * 100)) * BigInt(sorted.length)
  const rank = Number((hundredths + 9_999n) / 10_000n)
  return sorted[Math.max(1, rank) - 1] ?? Number.NaN
}

describe('quantiles of 1 to 100,000 samples', { timeout: 120_000 }, () => {
  test('the oracle is type 8', () => {
    expect(type8(Float64Array.of(1, 2, 3, 4), 25)).toBeCloseTo(1 + 5 / 12, 12)
    expect(type8(Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 90)).toBeCloseTo(9 + 19 / 30, 12)
    expect(type8(Float64Array.of(7), 95)).toBe(7)
  })

  test('from the raw samples equal type 8', () => {
    fc.assert(
      fc.property(samples, percentile, (given, p) => {
        const sorted = given.toSorted()
        const span = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0)
        expect(Math.abs(quantile(sorted, p / 100) - type8(sorted, p))).toBeLessThanOrEqual(span * 1e-9)
      }),
    )
  })

  test('from a histogram equal the nearest rank within 0.1 %', async () => {
    await fc.assert(
      fc.asyncProperty(samples, fc.array(percentile, { minLength: 1, maxLength: 20 }), async (given, ps) => {
        const sorted = given.toSorted()
        const histogram = await decodeHistogram(await encodeHistogram(given))
        for (const p of ps) {
          const oracle = nearestRank(sorted, p)
          const found = histogram.getValueAtPercentile(p)
          expect(Math.abs(found - oracle)).toBeLessThanOrEqual(oracle * 0.001)
        }
      }),
    )
  })

  test('from raw samples and from a histogram agree where samples are many and near each other', async () => {
    const given = Float64Array.from({ length: 100_000 }, (_, i) => 1_000_000 + i)
    const histogram = await decodeHistogram(await encodeHistogram(given))
    for (const p of [50, 90, 95, 99, 99.9]) {
      const raw = quantile(given, p / 100)
      expect(Math.abs(histogram.getValueAtPercentile(p) - raw)).toBeLessThanOrEqual(raw * 0.001)
    }
  })
})
