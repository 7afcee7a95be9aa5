import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { moments } from '../../../src/core/stats/moments.ts'

describe('moments', () => {
  test.for<[number[], number, number]>([
    [[], Number.NaN, Number.NaN],
    [[5], 5, Number.NaN],
    [[5, 5, 5], 5, 0],
    [[2, 4, 4, 4, 5, 5, 7, 9], 5, Math.sqrt(32 / 7)],
  ])('of %o: mean %d, standard deviation %d', ([samples, mean, stdDev]) => {
    const found = moments(samples)
    expect(found.mean).toBe(mean)
    expect(found.stdDev).toBe(stdDev)
  })

  test('a large offset does not change the spread', () => {
    const samples = fc.array(fc.nat(1_000), { minLength: 2, maxLength: 100 })
    fc.assert(
      fc.property(samples, (values) => {
        const far = moments(values.map((value) => value + 1e12))
        expect(far.stdDev).toBeCloseTo(moments(values).stdDev, 3)
      }),
    )
  })
})
