import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entryOf, namesOfTest, recordedRow } from '../../../src/core/baseline/recorded-rows.ts'
import type { RanTest } from '../../../src/core/baseline/recording.ts'
import type { TestReport } from '../../../src/core/wire.ts'
import { range } from '../../helpers/measurement-of.ts'
import { recordOf, tryOf } from '../../helpers/measurement-record.ts'
import { rowOf } from '../../helpers/process-rows.ts'
import { baselineRecordOf } from '../../helpers/real-times.ts'

function reportOf(...ns: readonly number[]): TestReport {
  return {
    version: 1,
    tries: ns.map((floorNs, retry) =>
      tryOf([recordOf({ name: 'parse', baseline: baselineRecordOf(rowOf({ floorNs }), [1]) })], { retry }),
    ),
  }
}

const key = (test: string): { readonly test: string; readonly measurement: string } => ({
  test,
  measurement: 'parse',
})

describe('recordedRow', () => {
  const tests: readonly RanTest[] = [
    { name: 'suite > a', report: reportOf(1) },
    { name: 'b', report: null },
    { name: 'suite > a', report: reportOf(2, 3) },
    { name: 'b', report: reportOf(4) },
  ]

  test.for([
    ['suite > a', 1],
    // Its last try.
    ['suite > a #2', 3],
    // Tests that were skipped count, too.
    ['b #2', 4],
  ] as const)('%s has its own', ([name, floorNs]) => {
    expect(recordedRow({ kind: 'tests', tests }, key(name))).toStrictEqual({
      row: rowOf({ floorNs }),
      quantilesNs: [1],
    })
  })

  test.for<[string, Parameters<typeof recordedRow>[0], string, string]>([
    ['the process', { kind: 'failure', reason: 'it ended with code 1' }, 'b', 'it ended with code 1'],
    ['the test', { kind: 'tests', tests }, 'c', 'its test was not found'],
    ['the measurement', { kind: 'tests', tests }, 'b', 'it was not measured'],
    [
      'the report',
      { kind: 'tests', tests: [{ name: 'b', report: { version: 7 } }] },
      'b',
      'its data has version 7 and this skillperf reads 1: use one version everywhere',
    ],
    [
      'the row',
      {
        kind: 'tests',
        tests: [{ name: 'b', report: { version: 1, tries: [tryOf([recordOf({ name: 'parse' })])] } }],
      },
      'b',
      'it left no times to compare',
    ],
  ])('says why there is none: %s', ([, answer, name, reason]) => {
    expect(recordedRow(answer, key(name))).toStrictEqual({ reason })
  })
})

test.for([
  ['a', ['a']],
  ['suite > a #2', ['suite > a #2', 'suite > a']],
  ['#2', ['#2']],
  ['a #2b', ['a #2b']],
  ['two\nlines #12', ['two\nlines #12', 'two\nlines']],
] as const)('the key %j may stand for %j', ([name, names]) => {
  expect(namesOfTest(name)).toStrictEqual(names)
})

describe('entryOf', () => {
  const rowOfQuantiles = (quantilesNs: readonly number[]): Parameters<typeof entryOf>[0][number] => ({
    row: rowOf(),
    quantilesNs,
  })

  test('has the rows in their order, and quantiles of all together', () => {
    const [fast, slow] = [range(1, 41), range(101, 141)]
    const { rows, quantilesNs } = entryOf([rowOfQuantiles(fast), rowOfQuantiles(slow)])
    expect(rows).toHaveLength(2)
    expect([quantilesNs[0], quantilesNs[20], quantilesNs[40]]).toStrictEqual([1, 71, 141])
  })

  test('of processes that are alike has the quantiles of each', () => {
    const quantiles = fc.array(fc.integer({ min: 1, max: 9_999 }), { minLength: 41, maxLength: 41 })
    fc.assert(
      fc.property(quantiles, (values) => {
        const sorted = values.toSorted((a, b) => a - b)
        const { quantilesNs } = entryOf([1, 2, 3, 4, 5].map(() => rowOfQuantiles(sorted)))
        expect(quantilesNs).toHaveLength(41)
        expect(quantilesNs.toSorted((a, b) => a - b)).toStrictEqual(quantilesNs)
        expect([quantilesNs[0], quantilesNs[40]]).toStrictEqual([sorted[0], sorted[40]])
      }),
    )
  })
})
