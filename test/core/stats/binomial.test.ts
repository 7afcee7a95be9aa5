import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binomialAtLeast, binomialAtMost, leastForBinomial } from '../../../src/core/stats/binomial.ts'

/** A probability as a fraction, so that the oracle is exact. */
interface Fraction {
  readonly over: bigint
  readonly under: bigint
}

/** The probability of from … to successes, in whole numbers up to the last step. */
function between(from: number, to: number, n: number, { over, under }: Fraction): number {
  let sum = 0n
  let ways = 1n
  for (let k = 0; k <= n; k++) {
    if (k > 0) ways = (ways * BigInt(n - k + 1)) / BigInt(k)
    if (k >= from && k <= to) sum += ways * over ** BigInt(k) * (under - over) ** BigInt(n - k)
  }
  const all = under ** BigInt(n)
  // Twenty digits of the quotient, however small it is.
  const digits = Math.max(0, String(all).length - String(sum).length + 20)
  return Number(`${(sum * 10n ** BigInt(digits)) / all}e-${digits}`)
}

const fraction = fc
  .tuple(fc.integer({ min: 1, max: 9_999 }), fc.integer({ min: 2, max: 10_000 }))
  .filter(([over, under]) => over < under)
  .map(([over, under]) => ({ over: BigInt(over), under: BigInt(under), p: over / under }))
const trials = fc
  .integer({ min: 1, max: 60 })
  .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))
/** As many of each size, from 1e-300 up. */
const probability = fc
  .double({ min: -300, max: 0, noNaN: true })
  .map((exponent) => 10 ** exponent)
  .filter((p) => p < 1)
const manyTrials = fc
  .double({ min: 0, max: 5, noNaN: true })
  .map((exponent) => Math.round(10 ** exponent))
  .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))

function relative(found: number, expected: number): number {
  return expected === 0 ? found : Math.abs(found - expected) / expected
}

describe.for([
  ['binomialAtMost', binomialAtMost],
  ['binomialAtLeast', binomialAtLeast],
] as const)('%s', { timeout: 60_000 }, ([name, tail]) => {
  test('equals the sum of all terms, exactly', () => {
    fc.assert(
      fc.property(trials, fraction, ([k, n], fractionOfOne) => {
        const [from, to] = name === 'binomialAtMost' ? [0, k] : [k, n]
        expect(relative(tail(k, n, fractionOfOne.p), between(from, to, n, fractionOfOne))).toBeLessThan(1e-9)
      }),
    )
  })

  test('is a probability, for any number of trials and however small p is', () => {
    fc.assert(
      fc.property(manyTrials, probability, ([k, n], p) => {
        expect(tail(k, n, p)).toBeGreaterThanOrEqual(0)
        expect(tail(k, n, p)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('the two tails', { timeout: 60_000 }, () => {
  test('add up to 1', () => {
    fc.assert(
      fc.property(manyTrials, fc.double({ min: 1e-6, max: 0.999_999, noNaN: true }), ([k, n], p) => {
        expect(binomialAtMost(k, n, p) + binomialAtLeast(k + 1, n, p)).toBeCloseTo(1, 6)
      }),
    )
  })

  test('mirror each other: successes of p are failures of 1 − p', () => {
    fc.assert(
      fc.property(trials, fraction, ([k, n], { p }) => {
        expect(relative(binomialAtLeast(n - k, n, 1 - p), binomialAtMost(k, n, p))).toBeLessThan(1e-9)
      }),
    )
  })

  test('grow with k, and shift with p', () => {
    const two = fc.tuple(probability, probability).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
    fc.assert(
      fc.property(trials, two, ([k, n], [less, more]) => {
        expect(binomialAtMost(k + 1, n, more)).toBeGreaterThanOrEqual(binomialAtMost(k, n, more))
        expect(binomialAtLeast(k + 1, n, more)).toBeLessThanOrEqual(binomialAtLeast(k, n, more))
        expect(binomialAtMost(k, n, more)).toBeLessThanOrEqual(binomialAtMost(k, n, less) + 1e-12)
        expect(binomialAtLeast(k, n, more)).toBeGreaterThanOrEqual(binomialAtLeast(k, n, less) - 1e-12)
      }),
    )
  })

  test('at their ends are powers, to the last digits, however small p is', () => {
    fc.assert(
      fc.property(manyTrials, probability, ([, n], p) => {
        expect(relative(binomialAtMost(0, n, p), Math.exp(n * Math.log1p(-p)))).toBeLessThan(1e-9)
        const atLeastOne = -Math.expm1(n * Math.log1p(-p))
        expect(relative(binomialAtLeast(1, n, p), atLeastOne)).toBeLessThan(1e-6)
      }),
    )
  })

  test.for([
    // k, n, p, at most, at least
    [-1, 5, 0.3, 0, 1],
    [0, 0, 0.3, 1, 1],
    [0, 1, 0.3, 0.7, 1],
    [1, 1, 0.3, 1, 0.3],
    [5, 5, 0.5, 1, 1 / 32],
    [6, 5, 0.5, 1, 0],
    [2, 4, 0.5, 11 / 16, 11 / 16],
    // Certain, and impossible.
    [0, 3, 0, 1, 1],
    [1, 3, 0, 1, 0],
    [2, 3, 1, 0, 1],
    [3, 3, 1, 1, 1],
  ] as const)('of k = %d, n = %d, p = %d: at most %d, at least %d', ([k, n, p, atMost, atLeast]) => {
    expect(binomialAtMost(k, n, p)).toBeCloseTo(atMost, 12)
    expect(binomialAtLeast(k, n, p)).toBeCloseTo(atLeast, 12)
  })

  test('of large samples know what the normal distribution says', () => {
    // 49,700 of 100,000 is 1.897 standard deviations below, half a trial included.
    expect(binomialAtMost(49_700, 100_000, 0.5)).toBeCloseTo(0.029_09, 4)
    expect(binomialAtLeast(50_300, 100_000, 0.5)).toBeCloseTo(0.029_09, 4)
  })
})

describe('leastForBinomial', () => {
  test.for([
    [0.05, 59],
    [0.01, 299],
    [0.001, 2_995],
    [0.5, 5],
    [0.9, 2],
    [0.95, 1],
    [0.999, 1],
  ] as const)('for %d, at a confidence of 0.95: %d', ([p, least]) => {
    expect(leastForBinomial(p, 0.95)).toBe(least)
  })

  test('is the first number of trials that without a success says so', () => {
    const p = fc.double({ min: 0.000_1, max: 0.999, noNaN: true })
    const confidence = fc.constantFrom(0.5, 0.9, 0.95, 0.99, 0.995)
    fc.assert(
      fc.property(p, confidence, (tested, sure) => {
        const least = leastForBinomial(tested, sure)
        expect(binomialAtMost(0, least, tested)).toBeLessThanOrEqual((1 - sure) * (1 + 1e-9))
        if (least > 1) {
          expect(binomialAtMost(0, least - 1, tested)).toBeGreaterThan((1 - sure) * (1 - 1e-9))
        }
      }),
    )
  })

  test('is finite however small p is', () => {
    fc.assert(
      fc.property(probability, (p) => {
        expect(leastForBinomial(p, 0.95)).toSatisfy(Number.isFinite)
      }),
    )
  })
})
