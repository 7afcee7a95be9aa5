import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resample } from '../../../../src/core/time/latency/empirical.ts'
import { thrownBy } from '../../../helpers/thrown-by.ts'

const exact = (ms: number, count = 1) => ({ lowMs: ms, highMs: ms, count })

describe('resample', () => {
  test.for([
    [0, 10],
    [0.249, 10],
    [0.25, 20],
    [0.5, 30],
    [0.75, 40],
    [0.999_999, 40],
    // Beyond what a stream gives.
    [1, 40],
  ] as const)('of four samples, where the stream gives %d: %d ms', ([draw, ms]) => {
    expect(resample([exact(30), exact(10), exact(40), exact(20)], 'here')(() => draw)).toBe(ms)
  })

  test.for([
    [0, 0],
    [0.25, 5],
    [0.499, 9.98],
    [0.5, 100],
    [0.9, 120],
    [1 - 2 ** -53, 130],
  ] as const)('of ranges, where the stream gives %d: %d ms', ([draw, ms]) => {
    const ranges = [exact(100, 3), { lowMs: 0, highMs: 10, count: 5 }, { lowMs: 110, highMs: 130, count: 2 }]
    expect(resample(ranges, 'here')(() => draw)).toBeCloseTo(ms, 9)
  })

  test('draws each sample for its share of the stream', () => {
    const samples = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(samples, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (all, draw) => {
        const model = resample(
          all.map((ms) => exact(ms)),
          'here',
        )
        const sorted = all.toSorted((a, b) => a - b)
        expect(model(() => draw)).toBe(sorted[Math.floor(draw * all.length)])
      }),
    )
  })

  test.for([
    [[exact(12.5)], 'empirical(1 sample, p50 12.5 ms, p95 12.5 ms)'],
    [[exact(10, 900), exact(2_000, 100)], 'empirical(1 000 samples, p50 10.0 ms, p95 2 000 ms)'],
  ] as const)('describes itself', ([ranges, description]) => {
    expect(resample(ranges, 'here').description).toBe(description)
  })

  test('refuses nothing', () => {
    expect(thrownBy(() => resample([], 'here')).message).toBe(
      'here: an empirical latency needs at least one that was measured. Look at the source: it holds none.',
    )
  })
})
