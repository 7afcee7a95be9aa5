import { beforeAll, expect, test } from 'vitest'
import { latencyExtras } from '../../src/core/latency-extras.ts'
import { loadHistograms } from '../../src/core/stats/histogram.ts'
import type { HistogramCodec } from '../../src/core/stats/histogram.ts'

let codec: HistogramCodec
beforeAll(async () => {
  codec = await loadHistograms()
})

test('percentiles are of the raw samples, the histogram counts them in ns', () => {
  const { p90, p95, histogram = '' } = latencyExtras([0.000_1, 1, 2, 3, 4, 5, 6, 7, 8, 9], codec)
  expect(p90).toBeCloseTo(8 + 19 / 30, 12)
  expect(p95).toBe(9)
  const decoded = codec.decode(histogram)
  expect(decoded.totalCount).toBe(10)
  expect(decoded.minNonZeroValue).toBe(100)
  expect(codec.countAtLeast(decoded, 5e6)).toBe(5)
})

test.for<[string, number[], number]>([
  ['longer than it can hold', [1, 1e10], 1e10],
  ['below 0', [-1, 1], 1],
])('without a histogram when a sample is %s', ([, sorted, largest]) => {
  expect(latencyExtras(sorted, codec)).toStrictEqual({ p90: largest, p95: largest })
})

test('without a histogram when a sample is no number', () => {
  expect(latencyExtras([Number.NaN], codec)).not.toHaveProperty('histogram')
})
