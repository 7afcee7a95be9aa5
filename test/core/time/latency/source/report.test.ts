import { describe, expect, test } from 'vitest'
import { summarize } from '../../../../../src/core/report.ts'
import type { FileReport } from '../../../../../src/core/report.ts'
import { readReport } from '../../../../../src/core/time/latency/source/report.ts'
import { codec } from '../../../../helpers/codec.ts'
import { fileOf, recordOf, reportOf, testOf, tryOf } from '../../../../helpers/measurement-record.ts'
import { thrownBy } from '../../../../helpers/thrown-by.ts'

const took = (name: string, ...ms: readonly number[]) =>
  recordOf({ name, histogramNs: codec.encode(ms.map((one) => one * 1e6)) })

const report = (...files: readonly FileReport[]): unknown =>
  JSON.parse(JSON.stringify(reportOf(files, summarize(files))))

/** Whole ms: a histogram keeps the rest to 0.1 %. */
const msOf = (value: unknown, measurement?: string, test?: string): number[] =>
  readReport(value, { measurement, test }, codec, 'here').map(({ lowMs }) => Math.round(lowMs))

const two = report(
  fileOf([testOf('search > is fast', tryOf([took('research', 100), took('summary', 5)]))]),
  fileOf([testOf('others', tryOf([took('research', 300)]))], { file: 'test/other.test.ts' }),
)

describe('readReport', () => {
  test.for<[string | undefined, string | undefined, number[]]>([
    ['summary', undefined, [5]],
    ['research', 'others', [300]],
    ['research', 'search > is fast', [100]],
    [undefined, 'others', [300]],
  ])('takes measurement %s of test %s', ([measurement, test, ms]) => {
    expect(msOf(two, measurement, test)).toStrictEqual(ms)
  })

  test('takes the last try of each repetition', () => {
    const tries = [
      tryOf([took('research', 10)]),
      tryOf([took('research', 20)], { retry: 1 }),
      tryOf([took('research', 30)], { repeat: 1 }),
    ]
    expect(msOf(report(fileOf([testOf('test', ...tries)])))).toStrictEqual([20, 30])
  })

  const schema = (shown: string): string =>
    `here: this is no report of skillperf: its \`schema\` is not 'skillperf/report', received ${shown}. Write one with the JSON reporter.`
  const again = 'Run the tests that measure again, and report as JSON.'
  const one = testOf('test', tryOf([took('research', 10)]))

  test.for<[string, unknown, string | undefined, string | undefined, string]>([
    ['something else', { log: {} }, undefined, undefined, schema('an object with log')],
    ['nothing', null, undefined, undefined, schema('null')],
    [
      'another version',
      { schema: 'skillperf/report', version: 2 },
      undefined,
      undefined,
      "here: the report's `version` must be 1, received 2. Write it again with this version of skillperf.",
    ],
    ['no measurements', report(), 'research', undefined, `here: the report has no measurements. ${again}`],
    [
      'no samples',
      report(fileOf([testOf('test', tryOf([recordOf({ histogramNs: null })]))])),
      undefined,
      undefined,
      `here: the measurement has no samples. ${again}`,
    ],
    [
      'a name that is not there',
      two,
      'reserch',
      undefined,
      'here: there is no measurement of that name, received "reserch". Did you mean "research"? Known: "research", "summary".',
    ],
    [
      'a test that is not there',
      two,
      'research',
      'other',
      'here: there is no test of that name, received "other". Did you mean "others"? Known: "search > is fast", "others".',
    ],
    [
      'several measurements',
      two,
      undefined,
      undefined,
      'here: the report has 2 measurements. Say which with `measurement`: "research", "summary".',
    ],
    [
      'several tests',
      two,
      'research',
      undefined,
      'here: 2 tests have a measurement "research". Say which with `test`: "search > is fast", "others".',
    ],
    [
      'several files',
      report(fileOf([one]), fileOf([one], { file: 'test/other.test.ts' })),
      undefined,
      undefined,
      'here: several files have a test "test" with a measurement "research". Give the measurements names of their own.',
    ],
  ])('refuses %s', ([, value, measurement, test, message]) => {
    expect(thrownBy(() => msOf(value, measurement, test)).message).toBe(message)
  })

  test.for([
    [{ files: [null, {}, { tests: [5, { name: 'a' }, { name: 'b', tries: [{ measurements: [{}] }] }] }] }],
    [{ files: 'none' }],
    [{}],
  ])('takes what is odd in %j for nothing', ([odd]) => {
    const value = { schema: 'skillperf/report', version: 1, ...odd }
    expect(thrownBy(() => msOf(value)).message).toBe(`here: the report has no measurements. ${again}`)
  })
})
