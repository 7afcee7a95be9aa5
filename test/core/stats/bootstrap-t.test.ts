import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { batchMeans } from '../../../src/core/stats/batch-means.ts'
import { bootstrapT } from '../../../src/core/stats/bootstrap-t.ts'
import type { MeanInterval } from '../../../src/core/stats/bootstrap-t.ts'
import { moments } from '../../../src/core/stats/moments.ts'
import { randomStream } from '../../../src/core/time/random.ts'
import type { Random } from '../../../src/core/time/random.ts'
import { SOAK, scaled } from '../../helpers/soak.ts'

const CONFIDENCES = [0.5, 0.9, 0.95, 0.99, 0.995]

function intervalOf(values: readonly number[], seed = 1): MeanInterval {
  return bootstrapT(Float64Array.from(values), randomStream(seed, 'bootstrap'))
}

/** From the far end of the one side, over the mean, to that of the other. */
function boundsOf(interval: MeanInterval): number[] {
  return [
    ...CONFIDENCES.toReversed().map((confidence) => interval.lower(confidence)),
    ...CONFIDENCES.map((confidence) => interval.upper(confidence)),
  ]
}

/** Lognormal of a mean of exp(1/2): twice as skewed as an exponential distribution. */
function lognormal(random: Random): number {
  return Math.exp(Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()))
}
const LOGNORMAL_MEAN = Math.exp(0.5)

const values = fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 2, maxLength: 40 })
// Each interval takes thousands of resamples.
const runs = { numRuns: scaled(400) }
/** How often coverage is tried. */
const TRIALS = SOAK ? 12_000 : 300

describe('bootstrapT', { timeout: 60_000 }, () => {
  test('has the mean of the values', () => {
    expect(intervalOf([1, 2, 3, 6]).mean).toBe(3)
  })

  test.for([[[5, 5]], [[5, 5, 5, 5, 5]], [[0, 0, 0]], [new Array<number>(30).fill(1e9)]])(
    'of equal values %o is sure of it',
    ([equal = []]) => {
      const interval = intervalOf(equal)
      for (const bound of boundsOf(interval)) expect(bound).toBe(equal[0])
    },
  )

  test('of values that only rounding tells apart from their mean is as good as sure', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
        fc.integer({ min: 2, max: 40 }),
        (value, n) => {
          for (const bound of boundsOf(intervalOf(new Array<number>(n).fill(value)))) {
            expect(Math.abs(bound - value)).toBeLessThanOrEqual(value * 1e-8)
          }
        },
      ),
      runs,
    )
  })

  test('of two values is as unsure as can be, and still finite', () => {
    const interval = intervalOf([1, 2])
    expect(interval.mean).toBe(1.5)
    expect(interval.lower(0.95)).toBeLessThan(-1e5)
    expect(interval.upper(0.95)).toBeGreaterThan(1e5)
    for (const bound of boundsOf(interval)) expect(bound).toSatisfy(Number.isFinite)
  })

  test('draws the same resamples from the same stream', () => {
    const once = boundsOf(intervalOf([3, 1, 4, 1, 5, 9, 2, 6]))
    expect(boundsOf(intervalOf([3, 1, 4, 1, 5, 9, 2, 6]))).toStrictEqual(once)
    expect(boundsOf(intervalOf([3, 1, 4, 1, 5, 9, 2, 6], 2))).not.toStrictEqual(once)
  })

  test('does not change when it is read', () => {
    const interval = intervalOf([3, 1, 4, 1, 5, 9, 2, 6])
    expect(boundsOf(interval)).toStrictEqual(boundsOf(interval))
  })

  test('leaves the values alone', () => {
    const given = Float64Array.of(3, 1, 2)
    bootstrapT(given, randomStream(1))
    expect(given).toStrictEqual(Float64Array.of(3, 1, 2))
  })

  test('has wider bounds the surer one wants to be, finite ones, around the median of its resamples', () => {
    fc.assert(
      fc.property(values, fc.integer(), (given, seed) => {
        const bounds = boundsOf(intervalOf(given, seed))
        for (const bound of bounds) expect(bound).toSatisfy(Number.isFinite)
        expect(bounds).toStrictEqual(bounds.toSorted((a, b) => a - b))
      }),
      runs,
    )
  })

  test('scales with the values, to the last digit where scaling itself is exact', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(1 / 1_024, 0.5, 2, 4_096), (given, scale) => {
        const scaledBounds = boundsOf(intervalOf(given.map((value) => value * scale)))
        expect(scaledBounds).toStrictEqual(boundsOf(intervalOf(given)).map((bound) => bound * scale))
      }),
      runs,
    )
  })

  test('shifts with the values, however they are rounded then', () => {
    fc.assert(
      fc.property(values, fc.double({ min: -1e6, max: 1e6, noNaN: true }), (given, shift) => {
        const interval = intervalOf(given)
        const moved = boundsOf(intervalOf(given.map((value) => value + shift)))
        for (const [i, bound] of boundsOf(interval).entries()) {
          const tolerance = Math.abs(bound - interval.mean) * 1e-3 + 1e-3
          expect(Math.abs((moved[i] ?? Number.NaN) - shift - bound)).toBeLessThanOrEqual(tolerance)
        }
      }),
      runs,
    )
  })

  test('never reaches further than a million standard errors, which stand for a resample without spread', () => {
    // Fractions, whose mean is rounded: then no resample is without any spread.
    const fractions = fc.array(fc.constantFrom(0.001, 0.1, 0.7, 750.608), { minLength: 2, maxLength: 12 })
    fc.assert(
      fc.property(fractions, (given) => {
        const { mean, stdDev } = moments(given)
        const most = (stdDev / Math.sqrt(given.length)) * 1e6
        for (const bound of boundsOf(intervalOf(given))) {
          expect(Math.abs(bound - mean)).toBeLessThanOrEqual(most * (1 + 1e-9) + Math.abs(mean) * 1e-12)
        }
      }),
      runs,
    )
  })

  test('reaches further to the side that the values are skewed to', () => {
    const skewed = Array.from({ length: 30 }, (_, i) => (i === 29 ? 100 : i / 30))
    const interval = intervalOf(skewed)
    expect(interval.upper(0.95) - interval.mean).toBeGreaterThan(interval.mean - interval.lower(0.95))
  })
})

describe('bootstrapT covers the true mean', { timeout: 120_000 }, () => {
  /** In which share of seeded series the bounds are on the wrong side of the true mean. */
  function misses(
    series: number,
    draw: (random: Random) => Float64Array,
    mean: number,
  ): { upper: number; lower: number } {
    let [upper, lower] = [0, 0]
    for (let nth = 0; nth < series; nth++) {
      const interval = bootstrapT(draw(randomStream(nth, 'samples')), randomStream(nth, 'bootstrap'))
      if (interval.upper(0.95) < mean) upper++
      if (interval.lower(0.995) > mean) lower++
    }
    return { upper: upper / series, lower: lower / series }
  }

  const take =
    (n: number, one: (random: Random) => number) =>
    (random: Random): Float64Array =>
      Float64Array.from({ length: n }, () => one(random))

  test('of 300 lognormal samples', () => {
    const { upper, lower } = misses(scaled(3_000), take(300, lognormal), LOGNORMAL_MEAN)
    expect(upper).toBeLessThanOrEqual(0.08)
    expect(lower).toBeLessThanOrEqual(0.015)
  })

  test('of 300 lognormal samples in batches', () => {
    const draw = take(300, lognormal)
    const { upper, lower } = misses(TRIALS, (random) => batchMeans(draw(random)), LOGNORMAL_MEAN)
    expect(upper).toBeLessThanOrEqual(0.08)
    expect(lower).toBeLessThanOrEqual(0.015)
  })

  test('of 30 uniform samples', () => {
    const { upper, lower } = misses(
      TRIALS,
      take(30, (random) => random()),
      0.5,
    )
    expect(upper).toBeLessThanOrEqual(0.08)
    expect(lower).toBeLessThanOrEqual(0.015)
  })

  test('of samples whose neighbours share their noise, when these are taken in batches', () => {
    // Autoregressive: each carries 80 % of the one before on, around 0.
    const draw = (random: Random): Float64Array => {
      let state = 0
      return Float64Array.from({ length: 1_500 }, () => (state = 0.8 * state + random() - 0.5))
    }
    const alone = misses(TRIALS / 20, draw, 0)
    const batched = misses(TRIALS, (random) => batchMeans(draw(random)), 0)
    expect(batched.upper).toBeLessThanOrEqual(0.08)
    expect(batched.lower).toBeLessThanOrEqual(0.015)
    expect(alone.upper).toBeGreaterThan(0.15)
  })
})
