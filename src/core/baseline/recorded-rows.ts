import { readTestReport } from '../wire.ts'
import { CHART_QUANTILES } from './baseline.ts'
import type { BaselineKey, RealEntry } from './baseline.ts'
import { quantile } from '../stats/quantile.ts'
import type { ProcessRow } from './process-row.ts'
import type { RanTest, RecordingAnswer } from './recording.ts'

/** What one process has measured of a measurement. */
export interface RecordedRow {
  readonly row: ProcessRow
  readonly quantilesNs: readonly number[]
}

/**
 * Finds what a process has measured of one measurement.
 *
 * @returns the reason, where it has nothing
 */
export function recordedRow(
  answer: RecordingAnswer,
  { test, measurement }: Pick<BaselineKey, 'test' | 'measurement'>,
): RecordedRow | { readonly reason: string } {
  if (answer.kind === 'failure') return { reason: answer.reason }
  const found = numbered(answer.tests).find(({ key }) => key === test)
  if (found === undefined) return { reason: 'its test was not found' }
  const reading = readTestReport(found.report)
  if (reading.kind === 'unreadable') return { reason: reading.reason }
  const tries = reading.kind === 'report' ? reading.report.tries : []
  const record = tries.at(-1)?.measurements.find(({ name }) => name === measurement)
  if (record === undefined) return { reason: 'it was not measured' }
  const { row = null, quantilesNs = [] } = record.baseline ?? {}
  return row === null ? { reason: 'it left no times to compare' } : { row, quantilesNs }
}

/** Full names of tests as keys have them: from the second on, those that are the same have their number behind. */
function numbered(tests: readonly RanTest[]): readonly (RanTest & { readonly key: string })[] {
  const seen = new Map<string, number>()
  return tests.map((test) => {
    const nth = (seen.get(test.name) ?? 0) + 1
    seen.set(test.name, nth)
    return { ...test, key: nth === 1 ? test.name : `${test.name} #${nth}` }
  })
}

/** Full names that a key may stand for: `a #2` may be the second test that is called `a`, or a test of that name. */
export function namesOfTest(key: string): string[] {
  const [, name] = /^(.*) #\d+$/s.exec(key) ?? []
  return name === undefined ? [key] : [key, name]
}

/** Makes an entry of what several processes have measured; each counts the same in the chart. */
export function entryOf(rows: readonly RecordedRow[]): RealEntry {
  const all = rows.flatMap(({ quantilesNs }) => quantilesNs).toSorted((a, b) => a - b)
  return {
    rows: rows.map(({ row }) => row),
    quantilesNs: Array.from({ length: CHART_QUANTILES }, (_, nth) =>
      Number(quantile(all, nth / (CHART_QUANTILES - 1)).toPrecision(5)),
    ),
  }
}
