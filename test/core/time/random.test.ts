import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { randomStream } from '../../../src/core/time/random.ts'
import { chiSquared, correlation, lag1 } from '../../helpers/randomness.ts'

const DRAWS = 100_000
const BINS = 64
/** Chi-squared with 63 degrees of freedom leaves this range once in 5 000 uniform samples, about. */
const TOO_EVEN = 31
const TOO_UNEVEN = 110

const take = (n: number, random: () => number): number[] => Array.from({ length: n }, () => random())

const seed = fc.integer()
const path = fc.array(fc.oneof(fc.string(), fc.integer({ min: -1_000, max: 1_000 })), { maxLength: 4 })

describe('randomStream', () => {
  test('gives the same numbers for the same seed and path', () => {
    fc.assert(
      fc.property(seed, path, (start, keys) => {
        expect(take(5, randomStream(start, ...keys))).toStrictEqual(take(5, randomStream(start, ...keys)))
      }),
    )
  })

  test('keeps giving these numbers: measurements of older versions stay comparable', () => {
    expect(take(3, randomStream(1, 'tool', 'web_search', 0, 0))).toMatchInlineSnapshot(`
      [
        0.22692901838770552,
        0.36646262086170867,
        0.37395411881090324,
      ]
    `)
  })

  test('stays at least 0 and below 1', () => {
    fc.assert(
      fc.property(seed, path, (start, keys) => {
        const draws = take(100, randomStream(start, ...keys))
        expect(Math.min(...draws)).toBeGreaterThanOrEqual(0)
        expect(Math.max(...draws)).toBeLessThan(1)
      }),
    )
  })

  test.for<[string, readonly [number, ...(string | number)[]], readonly [number, ...(string | number)[]]]>([
    ['the seed', [1, 'a'], [2, 'a']],
    ['the sign of the seed', [1, 'a'], [-1, 'a']],
    ['the upper half of a large seed', [1, 'a'], [1 + 2 ** 32, 'a']],
    ['a name', [1, 'web_search'], [1, 'web_searci']],
    ['a number', [1, 'a', 0], [1, 'a', 1]],
    ['the length', [1, 'a'], [1, 'a', 0]],
    ['where a name ends', [1, 'ab', 'c'], [1, 'a', 'bc']],
    ['the order', [1, 'a', 'b'], [1, 'b', 'a']],
    ['numbers and texts', [1, 5], [1, '5']],
    ['warm-up and measured iterations', [1, 'iteration', -1], [1, 'iteration', 1]],
  ])('differs by %s', ([, one, other]) => {
    expect(take(3, randomStream(...one))).not.toStrictEqual(take(3, randomStream(...other)))
  })

  test.for([1, 2, 3, 42, 0, -1])('seed %d: draws are uniform, and none tells of the next', (start) => {
    const draws = take(DRAWS, randomStream(start, 'tool', 'web_search', 0, 0))
    const chi2 = chiSquared(draws, BINS)
    expect(chi2).toBeGreaterThan(TOO_EVEN)
    expect(chi2).toBeLessThan(TOO_UNEVEN)
    expect(Math.abs(lag1(draws))).toBeLessThan(0.02)
  })

  describe('the streams of consecutive iterations and calls', () => {
    const ITERATIONS = 1_000
    const CALLS = 100
    const firstTwo = Array.from({ length: ITERATIONS * CALLS }, (_, i) =>
      take(2, randomStream(1, 'tool', 'web_search', Math.floor(i / CALLS), i % CALLS)),
    )
    const first = firstTwo.map(([draw = Number.NaN]) => draw)
    const second = firstTwo.map(([, draw = Number.NaN]) => draw)

    test.for([
      ['first', first],
      ['second', second],
    ] as const)('have uniform %s draws', ([, draws]) => {
      const chi2 = chiSquared(draws, BINS)
      expect(chi2).toBeGreaterThan(TOO_EVEN)
      expect(chi2).toBeLessThan(TOO_UNEVEN)
    })

    test('are uncorrelated from call to call', () => {
      expect(Math.abs(lag1(first))).toBeLessThan(0.02)
    })

    test('are uncorrelated from iteration to iteration', () => {
      expect(Math.abs(correlation(first.slice(0, -CALLS), first.slice(CALLS)))).toBeLessThan(0.02)
    })

    test('have second draws that the first ones do not tell', () => {
      expect(Math.abs(correlation(first, second))).toBeLessThan(0.02)
      // All pairs as one number: 8 by 8 fields, equally full.
      const fields = first.map((draw, i) => (Math.floor(draw * 8) + (second[i] ?? 0)) / 8)
      const chi2 = chiSquared(fields, BINS)
      expect(chi2).toBeGreaterThan(TOO_EVEN)
      expect(chi2).toBeLessThan(TOO_UNEVEN)
    })

    test('hardly ever coincide', () => {
      expect(new Set(first).size).toBeGreaterThan(first.length - 10)
    })

    test('are uncorrelated with those of another seed and of another tool', () => {
      const others = [
        first.map((_, i) => randomStream(2, 'tool', 'web_search', Math.floor(i / CALLS), i % CALLS)()),
        first.map((_, i) => randomStream(1, 'tool', 'web_fetch', Math.floor(i / CALLS), i % CALLS)()),
      ]
      for (const other of others) expect(Math.abs(correlation(first, other))).toBeLessThan(0.02)
    })
  })
})
