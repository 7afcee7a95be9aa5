import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { batchMeans, inBatches } from '../../../src/core/stats/batch-means.ts'

const samples = fc.array(fc.integer({ min: 0, max: 1e9 }), { maxLength: 1_000 })

describe('batchMeans', () => {
  test.for<[string, number[], number[]]>([
    ['no samples', [], []],
    ['one', [7], [7]],
    ['two', [7, 9], [7, 9]],
    ['30, each by itself', Array.from({ length: 30 }, (_, i) => i), Array.from({ length: 30 }, (_, i) => i)],
    [
      '31, the last two together',
      Array.from({ length: 31 }, (_, i) => i),
      [...Array.from({ length: 29 }, (_, i) => i), 29.5],
    ],
    [
      '60, neighbours together',
      Array.from({ length: 60 }, (_, i) => i),
      Array.from({ length: 30 }, (_, i) => 2 * i + 0.5),
    ],
  ])('of %s', ([, given, means]) => {
    expect(batchMeans(given)).toStrictEqual(Float64Array.from(means))
  })

  test('are the samples while there are no more than 30, and 30 from then on', () => {
    fc.assert(
      fc.property(samples, (given) => {
        const means = batchMeans(given)
        expect(means).toHaveLength(Math.min(30, given.length))
        if (given.length <= 30) expect(means).toStrictEqual(Float64Array.from(given))
      }),
    )
  })

  test('weighted by the sizes of the batches, are the mean of all', () => {
    fc.assert(
      fc.property(samples, (given) => {
        const sizes = inBatches(given.length, (from, to) => to - from)
        const sum = batchMeans(given).reduce((total, mean, i) => total + mean * (sizes[i] ?? 0), 0)
        const expected = given.reduce((total, sample) => total + sample, 0)
        expect(Math.abs(sum - expected)).toBeLessThanOrEqual(expected * 1e-12)
      }),
    )
  })

  test('depend on the order: neighbours are together', () => {
    const alternating = Array.from({ length: 60 }, (_, i) => i % 2)
    expect(new Set(batchMeans(alternating))).toStrictEqual(new Set([0.5]))
    expect(new Set(batchMeans(alternating.toSorted((a, b) => a - b)))).toStrictEqual(new Set([0, 1]))
  })
})

describe('inBatches', () => {
  test('goes through all samples once, in order, in batches of one size or one more', () => {
    fc.assert(
      fc.property(fc.nat(100_000), (n) => {
        const seen: [number, number][] = []
        inBatches(n, (from, to) => seen.push([from, to]))
        expect(seen).toHaveLength(Math.min(30, n))
        expect(seen.map(([from]) => from)).toStrictEqual(
          [0, ...seen.map(([, to]) => to)].slice(0, seen.length),
        )
        expect(seen.at(-1)?.[1] ?? 0).toBe(n)
        const sizes = seen.map(([from, to]) => to - from)
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(n === 0 ? Infinity : 1)
        expect(sizes).not.toContain(0)
      }),
    )
  })
})
