import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bins } from '../../../src/core/stats/bins.ts'

describe('bins', () => {
  test.for<[number[], number, number[]]>([
    [[], 4, []],
    [[5], 4, [1]],
    [[5, 5, 5], 4, [3]],
    [[0, 4], 4, [1, 0, 0, 1]],
    [[0, 1, 2, 3, 4], 4, [1, 1, 1, 2]],
    [[10, 10, 10, 20], 2, [3, 1]],
    [[1, 2, 3], 1, [3]],
  ])('of %o in %d: %o', ([sorted, most, counts]) => {
    expect(bins(sorted, most)).toStrictEqual(counts)
  })

  test('count every sample once, the ends in the outer bins', () => {
    const sorted = fc.array(fc.nat(1e9), { minLength: 1 }).map((values) => values.toSorted((a, b) => a - b))
    fc.assert(
      fc.property(sorted, fc.integer({ min: 1, max: 40 }), (values, most) => {
        const counts = bins(values, most)
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length)
        expect(counts.length).toBe(values[0] === values.at(-1) ? 1 : most)
        expect(counts[0]).toBeGreaterThan(0)
        expect(counts.at(-1)).toBeGreaterThan(0)
      }),
    )
  })
})
