import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Stage } from '../../../src/core/load.ts'
import { arrivalTimes, targetAt } from '../../../src/core/time/arrivals.ts'
import { randomStream } from '../../../src/core/time/random.ts'

const NEVER = (): never => {
  throw new Error('nothing is drawn for constant arrivals')
}

/** The first so many; all, if it ends before. */
function take(most: number, times: Iterable<number>): number[] {
  const taken: number[] = []
  for (const time of times) {
    taken.push(time)
    if (taken.length === most) break
  }
  return taken
}

function stagesOf(...stages: readonly (readonly [durationMs: number, target: number])[]): Stage[] {
  return stages.map(([durationMs, target]) => ({ durationMs, target }))
}

function lengthOf(stages: readonly Stage[]): number {
  return stages.reduce((sum, stage) => sum + stage.durationMs, 0)
}

/** Arrivals that are expected until `ms`: the area under the rate, trapezium by trapezium. */
function expectedUntil(stages: readonly Stage[], ms: number): number {
  let [sum, from, left] = [0, 0, ms]
  for (const { durationMs, target } of stages) {
    const part = Math.min(Math.max(left, 0), durationMs)
    const reached = from + ((target - from) * part) / durationMs
    sum += ((from + reached) / 2 / 1_000) * part
    left -= durationMs
    from = target
  }
  return sum
}

function expectAscending(times: readonly number[]): void {
  expect(times.findIndex((time, i) => !(time >= (times[i - 1] ?? 0)))).toBe(-1)
}

const stages = fc.array(
  fc.record({
    durationMs: fc.integer({ min: 1, max: 5_000 }),
    target: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max: 100 }),
      fc.double({ min: 0.1, max: 100, noNaN: true }),
    ),
  }),
  { minLength: 1, maxLength: 5 },
)

describe('arrivals at a rate', () => {
  test.for([
    [1, [0, 1_000, 2_000, 3_000]],
    [50, [0, 20, 40, 60]],
    [1_000, [0, 1, 2, 3]],
    [0.5, [0, 2_000, 4_000, 6_000]],
    [10_000, [0, 0.1, 0.2, 0.3]],
  ] as const)('constant, %d a second: %o ms', ([rate, expected]) => {
    const times = take(4, arrivalTimes({ rate }, 'constant', NEVER))
    for (const [i, ms] of expected.entries()) expect(times[i]).toBeCloseTo(ms, 9)
  })

  test('constant: do not drift, however many there are', () => {
    const times = take(100_001, arrivalTimes({ rate: 7 }, 'constant', NEVER))
    expect(times.at(-1)).toBeCloseTo((100_000 * 1_000) / 7, 3)
    expectAscending(times)
  })

  test('poisson: gaps are exponential, each of the next draw', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e5, noNaN: true }), fc.integer(), (rate, seed) => {
        const draws = randomStream(seed, 'arrivals')
        let sum = 0
        for (const time of take(50, arrivalTimes({ rate }, 'poisson', randomStream(seed, 'arrivals')))) {
          sum += -Math.log1p(-draws()) * (1_000 / rate)
          expect(Math.abs(time - sum)).toBeLessThanOrEqual(sum * 1e-9)
        }
      }),
    )
  })

  test('poisson: as many as the rate says, with the spread of independent callers', () => {
    const rate = 200
    const times = take(100_000, arrivalTimes({ rate }, 'poisson', randomStream(1, 'arrivals')))
    expectAscending(times)
    const gaps = times.map((time, i) => time - (times[i - 1] ?? 0))
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length
    // Four standard errors of 100,000 exponential gaps.
    expect(Math.abs(mean / 5 - 1)).toBeLessThan(0.013)
    // Exponential: standard deviation and mean are the same.
    expect(Math.abs(Math.sqrt(variance) / mean - 1)).toBeLessThan(0.03)
  })

  test('poisson: a draw of 0 is an arrival at once', () => {
    expect(
      take(
        2,
        arrivalTimes({ rate: 10 }, 'poisson', () => 0),
      ),
    ).toStrictEqual([0, 0])
  })
})

// Thousands of runs when soaking.
describe('arrivals in stages', { timeout: 60_000 }, () => {
  test.for<[string, Stage[], number[]]>([
    ['from 0, the area under the ramp is half', stagesOf([1_000, 8]), [0, 500, 707.106_781, 866.025_404]],
    ['a rate that is held', stagesOf([1_000, 2], [1_000, 2]), [0, 1_000, 1_500]],
    [
      'down to 0 again',
      stagesOf([1_000, 4], [1_000, 0]),
      // Of 2 + 2: the k-th at √(k / 2) s, and mirrored.
      [0, 707.106_781, 1_000, 1_292.893_219],
    ],
    ['none at rate 0', stagesOf([1_000, 0]), []],
    ['the first at once, when it comes after a pause', stagesOf([1_000, 0], [1_000, 2]), [1_000]],
    [
      'across a pause',
      stagesOf([500, 4], [1, 0], [1_000, 0], [1, 4], [1_000, 4]),
      [0, 500, 1_751, 2_001, 2_251, 2_501],
    ],
  ])('constant: %s', ([, given, expected]) => {
    const times = take(20, arrivalTimes({ stages: given }, 'constant', NEVER))
    expect(times).toHaveLength(expected.length)
    for (const [i, ms] of expected.entries()) expect(times[i]).toBeCloseTo(ms, 5)
  })

  test('constant: the k-th is where k are expected, until the last stage ends', () => {
    fc.assert(
      fc.property(stages, (given) => {
        const total = expectedUntil(given, Infinity)
        const times = take(Math.ceil(total) + 10, arrivalTimes({ stages: given }, 'constant', NEVER))
        expectAscending(times)
        expect(times.at(-1) ?? 0).toBeLessThan(lengthOf(given))
        const off = times.map((time, k) => Math.abs(expectedUntil(given, time) - k))
        expect(Math.max(...off, 0)).toBeLessThan(1e-6)
        // All that are expected, from the first, at 0; the last may be on the end itself.
        expect(Math.abs(times.length - (total + 0.5))).toBeLessThanOrEqual(0.5 + 1e-6)
      }),
    )
  })

  test('constant: none is lost where a stage begins at 0 on the very arrival', () => {
    // Whole numbers of arrivals in each stage: rounding may put the next a hair before the stage.
    const targets = fc.array(fc.constantFrom(0, 1, 2, 3, 7, 10), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(targets, fc.constantFrom(100, 300, 700, 1_000, 2_000), (given, durationMs) => {
        const many = given.map((target) => ({ durationMs, target }))
        const total = expectedUntil(many, Infinity)
        const times = take(Math.ceil(total) + 10, arrivalTimes({ stages: many }, 'constant', NEVER))
        expectAscending(times)
        expect(Math.abs(times.length - (total + 0.5))).toBeLessThanOrEqual(0.5 + 1e-6)
      }),
    )
  })

  test('poisson: between two arrivals, as many are expected as an exponential gap of the next draw', () => {
    fc.assert(
      fc.property(stages, fc.integer(), (given, seed) => {
        const draws = randomStream(seed, 'arrivals')
        const total = expectedUntil(given, Infinity)
        const most = Math.ceil(total * 2) + 100
        const times = take(most, arrivalTimes({ stages: given }, 'poisson', randomStream(seed, 'arrivals')))
        expectAscending(times)
        let sum = 0
        const off = times.map((time) => {
          sum += -Math.log1p(-draws())
          return Math.abs(expectedUntil(given, time) - sum)
        })
        expect(Math.max(...off, 0)).toBeLessThan(1e-6)
        expect(times.at(-1) ?? 0).toBeLessThan(lengthOf(given))
        // The next would have been after the end.
        expect(sum - Math.log1p(-draws())).toBeGreaterThan(total - 1e-6)
      }),
    )
  })

  test('poisson: as many as expected, over many runs', () => {
    const given = stagesOf([2_000, 50], [1_000, 50], [1_000, 0])
    const counts = Array.from(
      { length: 200 },
      (_, seed) =>
        take(10_000, arrivalTimes({ stages: given }, 'poisson', randomStream(seed, 'arrivals'))).length,
    )
    // 50 + 50 + 25 in each; four standard errors.
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
    expect(Math.abs(mean - 125)).toBeLessThan(4 * Math.sqrt(125 / 200))
  })

  test('of one rate that is held are those of the rate, once the ramp is over', () => {
    const held = take(
      10_000,
      arrivalTimes({ stages: stagesOf([1, 0], [0.001, 100], [1_000, 100]) }, 'constant', NEVER),
    )
    const gaps = held.slice(1).map((time, i) => time - (held[i] ?? 0))
    for (const gap of gaps.slice(1)) expect(gap).toBeCloseTo(10, 6)
  })
})

describe('targetAt', () => {
  const given = stagesOf([1_000, 11], [500, 11], [2_000, 1])

  test.for<[number, number | undefined]>([
    [0, 1],
    [500, 6],
    [999, 10.99],
    [1_000, 11],
    [1_250, 11],
    [1_500, 11],
    [2_500, 6],
    [3_499, 1.005],
    [3_500, undefined],
    [1e9, undefined],
  ])('at %d ms: %s', ([ms, expected]) => {
    const found = targetAt(given, 1, ms)
    if (expected === undefined) expect(found).toBeUndefined()
    else expect(found).toBeCloseTo(expected, 9)
  })

  test('without stages there is none', () => {
    expect(targetAt([], 1, 0)).toBeUndefined()
  })

  test('stays between the targets before and after, and joins them', () => {
    fc.assert(
      fc.property(
        stages,
        fc.integer({ min: 0, max: 100 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (all, start, part) => {
          let [from, beganMs] = [start, 0]
          for (const { durationMs, target } of all) {
            const found = targetAt(all, start, beganMs + part * durationMs * 0.999) ?? Number.NaN
            expect(found).toBeGreaterThanOrEqual(Math.min(from, target) - 1e-9)
            expect(found).toBeLessThanOrEqual(Math.max(from, target) + 1e-9)
            expect(targetAt(all, start, beganMs)).toBeCloseTo(from, 9)
            from = target
            beganMs += durationMs
          }
          expect(targetAt(all, start, beganMs)).toBeUndefined()
        },
      ),
    )
  })
})
