import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quantile } from '../../../src/core/stats/quantile.ts'

/**
 * The definition: the k-th smallest of n samples is the quantile at
 * p(k) = (k − 1/3) / (n + 1/3), and between two of these the quantile is
 * linear; beyond the first and the last it stays what they are.
 */
function type8(sorted: readonly number[], p: number): number {
  const n = sorted.length
  const plotted = sorted.map((x, i) => ({ x, p: (i + 1 - 1 / 3) / (n + 1 / 3) }))
  const right = plotted.findIndex((point) => point.p >= p)
  if (right === -1) return sorted[n - 1] ?? Number.NaN
  const high = plotted[right]
  const low = plotted[right - 1]
  if (high === undefined || low === undefined) return sorted[0] ?? Number.NaN
  return low.x + ((p - low.p) / (high.p - low.p)) * (high.x - low.x)
}

const samples = fc
  .double({ min: 0, max: 4, noNaN: true })
  .map((exponent) => Math.round(10 ** exponent))
  .chain((n) => fc.array(fc.nat(1e10), { minLength: n, maxLength: n, size: 'max' }))
  .map((values) => Float64Array.from(values).toSorted())
const share = fc.double({ min: 0, max: 1, noNaN: true })

describe('quantile', () => {
  test.for<[number[], number, number]>([
    [[7], 0.95, 7],
    [[1, 2], 0.5, 1.5],
    [[1, 2, 3], 0.5, 2],
    [[1, 2, 3, 4], 0.25, 1 + 5 / 12],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9, 9 + 19 / 30],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0, 1],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 1, 10],
    // Fewer than 20 samples do not reach p95: it stays at the largest.
    [[1, 2, 3, 4, 5], 0.95, 5],
  ])('of %o at %d is %d', ([sorted, p, expected]) => {
    expect(quantile(sorted, p)).toBeCloseTo(expected, 12)
  })

  test('of no samples is not a number', () => {
    expect(quantile([], 0.5)).toBeNaN()
  })

  test('equals the definition', () => {
    fc.assert(
      fc.property(samples, share, (sorted, p) => {
        const span = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0)
        expect(Math.abs(quantile(sorted, p) - type8([...sorted], p))).toBeLessThanOrEqual(span * 1e-9)
      }),
    )
  })

  test('never falls as p grows, and stays between the smallest and the largest', () => {
    fc.assert(
      fc.property(samples, fc.array(share, { minLength: 2, maxLength: 20 }), (sorted, shares) => {
        const found = shares.toSorted((a, b) => a - b).map((p) => quantile(sorted, p))
        expect(found).toStrictEqual(found.toSorted((a, b) => a - b))
        expect(found[0]).toBeGreaterThanOrEqual(sorted[0] ?? Infinity)
        expect(found.at(-1)).toBeLessThanOrEqual(sorted.at(-1) ?? -Infinity)
      }),
    )
  })
})
