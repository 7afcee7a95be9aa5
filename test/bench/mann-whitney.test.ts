import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mannWhitney } from '../../bench/mann-whitney.ts'
import { normalCdf } from '../helpers/normal-cdf.ts'
import { range } from '../helpers/measurement-of.ts'

describe('mannWhitney', () => {
  // By hand: pairs in which now is larger and half of those that tie (U), less the middle and a half, by the deviation.
  test.for([
    { before: range(1, 10), now: range(6, 15), u: 87.5, deviation: 13.2039, p: 0.002_538 },
    { before: [1, 2, 2, 3, 3, 3, 4], now: [2, 3, 3, 4, 4, 5, 5], u: 38, deviation: 7.5727, p: 0.043_02 },
  ])('of $before and $now is $p', ({ before, now, u, deviation, p }) => {
    expect(1 - normalCdf((u - (before.length * now.length) / 2 - 0.5) / deviation)).toBeCloseTo(p, 5)
    expect(mannWhitney(before, now)).toBeCloseTo(p, 5)
  })

  test('is small where now is above, and large where it is below', () => {
    expect(mannWhitney(range(1, 50), range(101, 150))).toBeLessThan(1e-6)
    expect(mannWhitney(range(101, 150), range(1, 50))).toBeGreaterThan(0.999)
  })

  test('counts what the definition counts: pairs in which now is larger, and half of those that tie', () => {
    const series = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 12 })
    fc.assert(
      fc.property(series, series, (before, now) => {
        fc.pre(new Set([...before, ...now]).size > 1)
        const pairs = before.flatMap((one) => now.map((other) => Math.sign(other - one)))
        const wins = pairs.reduce((sum, sign) => sum + (sign + 1) / 2, 0)
        const middle = pairs.length / 2
        // Half a pair is the correction for continuity.
        if (wins > middle + 0.5) expect(mannWhitney(before, now)).toBeLessThan(0.5)
        if (wins < middle + 0.5) expect(mannWhitney(before, now)).toBeGreaterThan(0.5)
      }),
    )
  })
})
