import { describe, expect, test } from 'vitest'
import { readReport } from '../../src/core/read-report.ts'
import { summarize } from '../../src/core/report.ts'
import type { Report } from '../../src/core/report.ts'
import { fileOf, recordOf, reportOf, testOf, tryOf } from '../helpers/measurement-record.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const files = [fileOf([testOf('researches', tryOf([recordOf()]))])]
const REPORT: Report = reportOf(files, summarize(files))
const read = (value: unknown): string =>
  thrownBy(() => readReport(typeof value === 'string' ? value : JSON.stringify(value), 'report.json')).message

test('a report that was written is read back', () => {
  const { createdAt, environment } = REPORT
  expect(readReport(JSON.stringify(REPORT), 'report.json')).toStrictEqual({ createdAt, environment, files })
})

describe('errors name the file, the place and the fix', () => {
  const DAMAGED = 'report.json: the report is damaged at'
  const AGAIN = 'Write it again: vitest run --reporter=skillperf.'
  test.for<[unknown, string]>([
    ['{ "schema": ', `${DAMAGED} its text: Unexpected end of JSON input. ${AGAIN}`],
    [
      { name: 'skillperf' },
      "report.json: this is no report of skillperf: its `schema` is not 'skillperf/report', received an object with name. Run the tests with --reporter=skillperf, which writes .vitest/skillperf/report.json.",
    ],
    [
      { ...REPORT, version: 2 },
      'report.json: this skillperf reads reports of version 1, received 2. Update skillperf.',
    ],
    [
      { ...REPORT, version: undefined },
      'report.json: this skillperf reads reports of version 1, received undefined. Write it again with this version of skillperf.',
    ],
    [
      { ...REPORT, environment: {} },
      `${DAMAGED} environment.node: Invalid key: Expected "node" but received undefined. ${AGAIN}`,
    ],
    [
      { ...REPORT, files: null },
      `${DAMAGED} files: Invalid type: Expected Array but received null. ${AGAIN}`,
    ],
    [
      { ...REPORT, files: [fileOf([testOf('a', tryOf([recordOf({ n: -1 })]))])] },
      `${DAMAGED} "a" in test/research.test.ts: at tries.0.measurements.0.n: Invalid value: Expected >=0 but received -1. ${AGAIN}`,
    ],
  ])('%j', ([value, message]) => {
    expect(read(value)).toBe(message)
  })
})
