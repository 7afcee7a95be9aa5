import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openLoopQuantile } from '../../../src/core/stats/omission.ts'

/** Each sample, and the callers behind it: d − i, d − 2i, … as long as they wait at all. */
function expand(samples: readonly number[], interval: number): number[] {
  return samples
    .flatMap((sample) => {
      const waits = [sample]
      for (let wait = sample - interval; wait > 0; wait -= interval) waits.push(wait)
      return waits
    })
    .toSorted((a, b) => a - b)
}

/** The smallest value that at least a share p of all do not exceed. */
function nearestRank(sorted: readonly number[], p: number): number {
  const rank = Math.ceil(Number((p * sorted.length).toPrecision(12)))
  return sorted[Math.max(1, rank) - 1] ?? Number.NaN
}

const samples = fc
  .array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 100 })
  .map((values) => values.toSorted((a, b) => a - b))
const share = fc.constantFrom(0, 0.01, 0.07, 0.5, 0.55, 0.9, 0.95, 0.99, 0.999, 1)

describe('openLoopQuantile', () => {
  test('of no samples is not a number', () => {
    expect(openLoopQuantile([], 10, 0.99)).toBeNaN()
  })

  test.for<[string, number[], number, number, number]>([
    ['one short sample', [5], 10, 0.99, 5],
    ['one sample as long as the interval', [10], 10, 0.5, 10],
    ['one stall: half of its callers wait for half of it', [100], 10, 0.5, 50],
    ['the longest', [1, 2, 100], 10, 1, 100],
    ['the shortest', [3, 4, 100], 10, 0, 3],
    ['equal samples', [5, 5, 5, 5], 10, 0.99, 5],
    ['samples without a stall: nearest rank', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 20, 0.9, 9],
    // 99 samples of 1 and the callers 1, 2, …, 1000: rank 1089 of 1099, ten from the end.
    ['a stall among many', [...new Array<number>(99).fill(1), 1_000], 1, 0.99, 990],
  ])('of %s', ([, sorted, interval, p, expected]) => {
    expect(openLoopQuantile(sorted, interval, p)).toBeCloseTo(expected, 2)
  })

  test('equals the quantile of the expanded samples, to a millionth of the longest', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 6_000 }), share, (sorted, interval, p) => {
        const expected = nearestRank(expand(sorted, interval), p)
        const found = openLoopQuantile(sorted, interval, p)
        expect(Math.abs(found - expected)).toBeLessThanOrEqual((sorted.at(-1) ?? 0) * 2e-6)
      }),
    )
  })

  test('counts samples that took no time, too', () => {
    expect(openLoopQuantile([0, 0, 0, 10], 1, 0.5)).toBeCloseTo(4, 4)
    expect(openLoopQuantile([0, 0, 0, 0], 1, 0.99)).toBe(0)
  })

  test('is the nearest rank of the samples while none is longer than the interval', () => {
    fc.assert(
      fc.property(samples, share, (sorted, p) => {
        const most = sorted.at(-1) ?? Number.NaN
        const found = openLoopQuantile(sorted, most, p)
        expect(Math.abs(found - nearestRank(sorted, p))).toBeLessThanOrEqual(most * 2e-6)
      }),
    )
  })

  test('never falls as p grows, and does not go beyond the longest', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 6_000 }), (sorted, interval) => {
        const found = [0, 0.5, 0.9, 0.99, 0.999, 1].map((p) => openLoopQuantile(sorted, interval, p))
        expect(found).toStrictEqual(found.toSorted((a, b) => a - b))
        expect(found.at(-1)).toBe(sorted.at(-1))
      }),
    )
  })
})
