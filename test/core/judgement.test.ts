import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CURRENCY_SIGNS,
  JUDGED_UNITS,
  formatJudged,
  formatLimit,
  formatReceived,
  judgeCount,
} from '../../src/core/judgement.ts'
import type { Bound, JudgedUnit } from '../../src/core/judgement.ts'

test.for<[Bound, number, string]>([
  ['at most', 4, 'pass'],
  ['at most', 5, 'pass'],
  ['at most', 6, 'fail'],
  ['at least', 4, 'fail'],
  ['at least', 5, 'pass'],
  ['below', 5, 'fail'],
  ['below', 4, 'pass'],
  ['above', 5, 'fail'],
  ['above', 6, 'pass'],
])('%s 5, received %d: %s', ([bound, received, outcome]) => {
  expect(judgeCount({ label: 'calls', bound, unit: 'calls' }, 5, received).outcome).toBe(outcome)
})

describe('a value with its unit', () => {
  test.for<[JudgedUnit, number, number, string, string, string]>([
    ['ms', 1_500, 1_904.4, '1 500 ms', '1 904 ms', '1 904 ms'],
    ['/s', 2, 0.5, '2 /s', '0.500 /s', '0.500 /s'],
    ['', 0.8, 0.8004, '80 %', '80.04 %', '80 %'],
    ['calls', 1_000, 1_210, '1 000', '1 210', '1 210'],
    ['spans', 1, 1_210, '1', '1 210', '1 210'],
    ['tokens', 10, 2, '10', '2', '2'],
    ['tokens/s', 40, 39.996, '40', '39.996', '40.0'],
    ['$', 0.02, 0.0312, '$0.02', '$0.0312', '$0.0312'],
    ['€', 5, 7, '€5', '€7', '€7'],
  ])('%s', ([unit, limit, received, shownLimit, shownReceived, shown]) => {
    expect([
      formatLimit(limit, unit),
      formatReceived(received, limit, unit),
      formatJudged(received, unit),
    ]).toStrictEqual([shownLimit, shownReceived, shown])
  })

  test('never stands on the wrong side of its limit', () => {
    const value = fc.double({ min: 0, max: 0.999, noNaN: true }).map((x) => Number(x.toPrecision(6)))
    const number = (text: string): number => Number(text.replaceAll(/[^\d.e-]/g, ''))
    fc.assert(
      fc.property(value, value, fc.constantFrom(...JUDGED_UNITS), (received, limit, unit) => {
        const [shown, shownLimit] = [formatReceived(received, limit, unit), formatLimit(limit, unit)]
        // A hundredth of a millionth is told by nobody.
        if (Math.abs(received - limit) < 1e-8) return
        expect(Math.sign(number(shown) - number(shownLimit))).toBe(Math.sign(received - limit))
      }),
    )
  })

  test('every currency is a unit', () => {
    expect(JUDGED_UNITS).toEqual(expect.arrayContaining([...CURRENCY_SIGNS]))
  })
})
