import { expect, test } from 'vitest'
import { renderJson } from '../../reporters/json.ts'
import { summarize } from '../../src/core/report.ts'
import { fileOf, recordOf, reportOf, testOf, tryOf } from '../helpers/measurement-record.ts'

test('the JSON report is the report, indented, ending in a line break', () => {
  const files = [fileOf([testOf('test', tryOf([recordOf()]))])]
  const report = reportOf(files, summarize(files), ['a note'])
  const text = renderJson(report)
  expect(JSON.parse(text)).toStrictEqual(report)
  expect(text).toMatch(/^\{\n {2}"schema": "skillperf\/report",\n {2}"version": 1,\n/)
  expect(text).toMatch(/\n\}\n$/)
})
