import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RowTaker, isComparable, realTimesOf } from '../../../src/worker/baseline/measure-row.ts'
import { Reference } from '../../../src/worker/baseline/reference.ts'
import { range } from '../../helpers/measurement-of.ts'

/** 1 to 100 µs, in disorder. */
const SAMPLES = Float64Array.from(range(1, 100), (us) => ((us * 37) % 101) * 1_000)

describe('realTimesOf', () => {
  test('has the least, low quantiles of both, and how busy it was', () => {
    expect(realTimesOf(SAMPLES, { ref05Ns: 45_123.456, busyShare: 0.98765 })?.row).toStrictEqual({
      floorNs: 1_000,
      q05Ns: 5_350,
      ref05Ns: 45_123,
      n: 100,
      busyShare: 0.99,
    })
  })

  test.for([
    { busyShare: 0.494, floorNs: 5_350 },
    { busyShare: 0.496, floorNs: 1_000 },
    { busyShare: 0, floorNs: 5_350 },
    { busyShare: 1.01, floorNs: 1_000 },
  ])('takes the 5th percentile for the least where the code waits ($busyShare)', ({ busyShare, floorNs }) => {
    const row = realTimesOf(SAMPLES, { ref05Ns: 45_000, busyShare })?.row
    expect(row?.floorNs).toBe(floorNs)
    // What a reader of the row takes for waiting is what the floor was taken for.
    expect((row?.busyShare ?? 0) < 0.5).toBe(floorNs === 5_350)
  })

  test('has 41 quantiles from the least to the most', () => {
    const { quantilesNs = [] } = realTimesOf(SAMPLES, { ref05Ns: 45_000, busyShare: 1 }) ?? {}
    expect(quantilesNs).toHaveLength(41)
    expect([quantilesNs[0], quantilesNs[20], quantilesNs[40]]).toStrictEqual([1_000, 50_500, 100_000])
    expect(quantilesNs.toSorted((a, b) => a - b)).toStrictEqual(quantilesNs)
  })

  test.for<[string, Float64Array, number]>([
    ['fewer than 20 iterations', SAMPLES.slice(0, 19), 45_000],
    ['no reference', SAMPLES, Number.NaN],
    ['a clock that stood still', new Float64Array(100), 45_000],
  ])('is nothing with %s', ([, samples, ref05Ns]) => {
    expect(realTimesOf(samples, { ref05Ns, busyShare: 1 })).toBeUndefined()
  })

  test('does not depend on the order of the samples', () => {
    const samples = fc.array(fc.integer({ min: 1, max: 1e9 }), { minLength: 20, maxLength: 60 })
    fc.assert(
      fc.property(samples, (ns) => {
        const of = (values: readonly number[]): unknown =>
          realTimesOf(Float64Array.from(values), { ref05Ns: 45_000, busyShare: 1 })
        expect(of(ns.toReversed())).toStrictEqual(of(ns))
      }),
    )
  })
})

describe('isComparable', () => {
  test.for([
    { clock: 'real', load: { kind: 'closed', concurrency: 1 }, comparable: true },
    { clock: 'virtual', load: { kind: 'closed', concurrency: 1 }, comparable: false },
    { clock: 'real', load: { kind: 'closed', concurrency: 2 }, comparable: false },
    {
      clock: 'real',
      load: { kind: 'open', rate: 1, arrival: 'constant', maxInFlight: 1 },
      comparable: false,
    },
    { clock: 'real', load: { kind: 'closed-stages', stages: [] }, comparable: false },
  ] as const)('$clock, $load.kind: $comparable', ({ clock, load, comparable }) => {
    expect(isComparable(clock, load)).toBe(comparable)
  })
})

describe('RowTaker', () => {
  test('has how busy the event loop was between start and stop', () => {
    const start = { idle: 10, active: 90, utilization: 0.9 }
    const taker = new RowTaker(new Reference(stepping()), (before) =>
      before === undefined ? start : { idle: 96, active: 4, utilization: before === start ? 0.04 : 1 },
    )
    taker.warmUp()
    taker.start()
    taker.reference.run()
    taker.stop()
    expect(taker.result(SAMPLES)?.row).toMatchObject({ busyShare: 0.04, floorNs: 5_350, ref05Ns: 1e6 })
  })

  test('asks the event loop itself, if nobody says otherwise', () => {
    const taker = new RowTaker(new Reference(stepping()))
    taker.reference.run()
    taker.start()
    taker.stop()
    expect(taker.result(SAMPLES)?.row.busyShare).toBeGreaterThanOrEqual(0)
  })
})

/** A clock that goes on by a millisecond whenever it is read. */
function stepping(): () => number {
  let nowMs = 0
  return () => ++nowMs
}
