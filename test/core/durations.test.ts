import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Durations } from '../../src/core/durations.ts'
import { scaled } from '../helpers/soak.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

function durationsOf(...ms: readonly number[]): Durations {
  return new Durations(Float64Array.from(ms, (each) => each * 1e6))
}

const series = fc
  .array(fc.integer({ min: 0, max: 1e10 }), { maxLength: 100 })
  .map((ns) => Float64Array.from(ns))

describe('Durations', () => {
  test('are ns in, and ms out', () => {
    const durations = durationsOf(30, 10, 20)
    expect({
      n: durations.n,
      ms: durations.ms,
      min: durations.min,
      max: durations.max,
      mean: durations.mean,
      stdDev: durations.stdDev,
      p50: durations.percentile(50, 'here'),
      sortedNs: durations.sortedNs,
      ns: durations.ns,
    }).toStrictEqual({
      n: 3,
      ms: Float64Array.of(30, 10, 20),
      min: 10,
      max: 30,
      mean: 20,
      stdDev: 10,
      p50: 20,
      sortedNs: Float64Array.of(10e6, 20e6, 30e6),
      ns: Float64Array.of(30e6, 10e6, 20e6),
    })
  })

  test('without any have no figures', () => {
    const none = durationsOf()
    expect([none.n, none.min, none.max, none.mean, none.stdDev, none.percentile(50, 'here')]).toStrictEqual([
      0,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ])
    expect([none.countAtLeast(0), none.ms.length, none.batchMeans().length]).toStrictEqual([0, 0, 0])
  })

  test('of one have all figures but a spread', () => {
    const one = durationsOf(5)
    expect([
      one.min,
      one.max,
      one.mean,
      one.percentile(0, 'here'),
      one.percentile(100, 'here'),
    ]).toStrictEqual([5, 5, 5, 5, 5])
    expect(one.stdDev).toBeNaN()
  })

  test('hand out copies in ms', () => {
    const durations = durationsOf(1, 2)
    durations.ms.fill(0)
    expect(durations.ms).toStrictEqual(Float64Array.of(1, 2))
  })

  test('keep their order, though figures need another', () => {
    const durations = durationsOf(3, 1, 2)
    expect(durations.max).toBe(3)
    expect(durations.ms).toStrictEqual(Float64Array.of(3, 1, 2))
  })

  test.for([
    [0, 5],
    [9.999, 4],
    [10, 4],
    [10.001, 1],
    [50, 1],
    [50.001, 0],
    [Infinity, 0],
  ] as const)('%d ms or longer are %d', ([limitMs, expected]) => {
    expect(durationsOf(10, 50, 10, 5, 10).countAtLeast(limitMs)).toBe(expected)
  })

  test('count what takes as long as a limit or longer as one would, one by one', () => {
    fc.assert(
      fc.property(series, fc.nat(99), (ns, nth) => {
        const durations = new Durations(ns)
        const limits = [durations.ms[nth] ?? 5, 0, 1, 1e4]
        for (const limit of limits) {
          expect(durations.countAtLeast(limit)).toBe(durations.ms.filter((ms) => ms >= limit).length)
        }
      }),
    )
  })

  test('know that a duration is as long as itself', () => {
    // Some of these are a hair more when they are turned from ms into ns again.
    const some = fc.integer({ min: 1, max: 2e9 })
    fc.assert(
      fc.property(some, (ns) => {
        expect(new Durations(Float64Array.of(ns)).countAtLeast(ns / 1e6)).toBe(1)
      }),
      { numRuns: scaled(20_000) },
    )
  })

  test('come in batches of neighbours, in ms', () => {
    const durations = durationsOf(...Array.from({ length: 60 }, (_, i) => i))
    expect(durations.batchMeans()).toStrictEqual(Float64Array.from({ length: 30 }, (_, i) => 2 * i + 0.5))
  })

  test('refuse a percentile at the place that it is asked at', () => {
    expect(thrownBy(() => durationsOf(1).percentile(0.95, 'run.percentile(0.95)')).message).toBe(
      'run.percentile(0.95): percentiles go from 0 to 100, received 0.95. Did you mean 95?',
    )
    expect(thrownBy(() => durationsOf(1).percentile(101, 'here')).message).toBe(
      'here: a percentile must be a number from 0 to 100, received 101. Write 95 for the 95th percentile.',
    )
  })
})
