import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Steadiness } from '../../../src/core/stats/steadiness.ts'

const MS = 1e6

/** After how many samples the series is steady for the first time; undefined if never. */
function steadyAfter(ns: Iterable<number>): number | undefined {
  const steadiness = new Steadiness()
  let n = 0
  for (const sample of ns) {
    steadiness.add(sample)
    n++
    if (steadiness.steady) return n
  }
  return undefined
}

/** Windows of five samples that take the same, in tens of ms each. */
function windows(...ms: readonly number[]): number[] {
  return ms.flatMap((each) => new Array<number>(5).fill(each * 10 * MS))
}

describe('Steadiness', () => {
  test('is not steady before three windows', () => {
    const steadiness = new Steadiness()
    expect(steadiness.steady).toBe(false)
    expect(steadyAfter(windows(2, 2))).toBeUndefined()
    expect(steadyAfter(windows(2, 2, 2))).toBe(15)
  })

  test.for<[string, number[], number | undefined]>([
    ['at once, when nothing changes', windows(5, 5, 5), 15],
    ['when it gets slower', windows(5, 6, 7), 15],
    ['never, while each window is faster by more than 5 %', windows(10, 9, 8, 7, 6, 5, 4, 3), undefined],
    ['with a window that is faster by 5 % only', windows(10, 10, 9.5), 15],
    ['not yet with one that is faster by a hair more', windows(10, 10, 9.49), undefined],
    ['when the last is as fast as the fastest of the two before', windows(20, 10, 10), 15],
    ['not with a fast window after a slow and a fast one', windows(20, 10, 9), undefined],
    ['after it has got faster and stays so', windows(40, 20, 10, 10), 20],
    ['by the last three windows alone', windows(2, 40, 38.5), 15],
  ])('%s', ([, ns, expected]) => {
    expect(steadyAfter(ns)).toBe(expected)
  })

  test('closes a window by its time, when samples are many', () => {
    // 500 samples of 100 µs are 50 ms.
    expect(steadyAfter(new Array<number>(5_000).fill(MS / 10))).toBe(1_500)
  })

  test('closes a window by its number of samples, when these are long', () => {
    expect(steadyAfter(new Array<number>(100).fill(1_000 * MS))).toBe(15)
  })

  test('looks at medians: a stall does not count as slow, nor a hiccup as fast', () => {
    const stalled = windows(5, 5, 5).with(7, 5_000 * MS)
    expect(steadyAfter(stalled)).toBe(15)
    const hiccup = windows(5, 5, 5).with(12, 0)
    expect(steadyAfter(hiccup)).toBe(15)
  })

  test('never says so of samples that take no time', () => {
    expect(steadyAfter(new Array<number>(1_000).fill(0))).toBeUndefined()
  })

  test('does not depend on the unit of speed: three equal windows are steady, however long', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20_001, max: 1e10 }), (ns) => {
        const each = Math.max(5, Math.ceil(50e6 / ns))
        expect(steadyAfter(new Array<number>(3 * each).fill(ns))).toBe(3 * each)
      }),
    )
  })
})
