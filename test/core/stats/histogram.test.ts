import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeHistogram, encodeHistogram, mergeHistograms } from '../../../src/core/stats/histogram.ts'
import { rejectionOf } from '../../helpers/thrown-by.ts'

/** Durations from a nanosecond to half an hour, as many of each size. */
const duration = fc
  .double({ min: 0, max: Math.log10(1.8e12), noNaN: true })
  .map((exponent) => Math.round(10 ** exponent))
const durations = fc.array(fc.oneof({ weight: 20, arbitrary: duration }, fc.constant(0)), { maxLength: 300 })

/** The smallest sample that at least p % of the samples do not exceed. */
function nearestRank(sorted: readonly number[], p: number): number {
  const rank = Math.ceil(Number(((p / 100) * sorted.length).toPrecision(12)))
  return sorted[Math.max(1, rank) - 1] ?? Number.NaN
}

/** Declared on the class that is built, but not on the type that is exported. */
interface Parts {
  readonly countsArrayLength: number
  valueFromIndex(index: number): number
  getCountAtIndex(index: number): number
}

/** How many samples each value has, and the ends: all that a histogram knows. */
async function countsOf(encoded: string): Promise<unknown> {
  const histogram = await decodeHistogram(encoded)
  const parts = histogram as unknown as Parts
  const counts = Array.from({ length: parts.countsArrayLength }, (_, i) => [
    parts.valueFromIndex(i),
    parts.getCountAtIndex(i),
  ]).filter(([, count]) => count !== 0)
  return { counts, total: histogram.totalCount, min: histogram.minNonZeroValue, max: histogram.maxValue }
}

// Thousands of encodings when soaking.
describe('histograms', { timeout: 60_000 }, () => {
  test('quantiles equal the nearest rank within 0.1 %', async () => {
    const percentile = fc.oneof(
      fc.constantFrom(0, 50, 90, 95, 99, 99.9, 100),
      fc.integer({ min: 0, max: 100 }),
    )
    await fc.assert(
      fc.asyncProperty(durations, percentile, async (samples, p) => {
        fc.pre(samples.length > 0)
        const histogram = await decodeHistogram(await encodeHistogram(samples))
        const oracle = nearestRank(
          samples.toSorted((a, b) => a - b),
          p,
        )
        const found = histogram.getValueAtPercentile(p)
        expect(Math.abs(found - oracle)).toBeLessThanOrEqual(oracle * 0.001)
      }),
    )
  })

  test('keep the number of samples', async () => {
    await fc.assert(
      fc.asyncProperty(durations, async (samples) => {
        const histogram = await decodeHistogram(await encodeHistogram(samples))
        expect(histogram.totalCount).toBe(samples.length)
      }),
    )
  })

  test('of parts merge into the histogram of the whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(durations, { maxLength: 4 }), async (parts) => {
        const merged = await mergeHistograms(await Promise.all(parts.map(encodeHistogram)))
        expect(await countsOf(merged)).toStrictEqual(await countsOf(await encodeHistogram(parts.flat())))
      }),
    )
  })

  test('merge in any order', async () => {
    await fc.assert(
      fc.asyncProperty(durations, durations, async (a, b) => {
        const [left, right] = await Promise.all([encodeHistogram(a), encodeHistogram(b)])
        const [ab, ba] = await Promise.all([mergeHistograms([left, right]), mergeHistograms([right, left])])
        expect(await countsOf(ab)).toStrictEqual(await countsOf(ba))
      }),
    )
  })

  test.for([-1, Number.NaN, Infinity])('refuse %d', async (sample) => {
    const error = await rejectionOf(encodeHistogram([1, sample]))
    expect(error).toBeInstanceOf(RangeError)
    expect(error.message).toBe(`a histogram holds durations from 0 up, received ${sample}`)
  })
})
