import type { RealEntry } from '../../src/core/baseline/baseline.ts'
import type { BaselineRecord } from '../../src/core/baseline/baseline-record.ts'
import type { ProcessRow } from '../../src/core/baseline/process-row.ts'
import type { Measurement } from '../../src/core/measurement.ts'
import { keepRealTimes } from '../../src/worker/baseline/real-times.ts'
import { measurementOf } from './measurement-of.ts'
import type { Overrides } from './measurement-of.ts'
import { rowOf } from './process-rows.ts'

export const MACHINE = 'A CPU, x64, Node 24, V8 13.6, reference 1'

/** What a machine has recorded: five processes that are alike, unless the argument says otherwise. */
export function realEntryOf(
  rows: readonly ProcessRow[] = Array.from({ length: 5 }, () => rowOf()),
): RealEntry {
  return { rows, quantilesNs: [] }
}

/** A measurement between whose iterations the reference ran. */
export function comparedRun(row: ProcessRow = rowOf(), overrides: Overrides = {}): Measurement {
  const run = measurementOf(
    Array.from({ length: 300 }, () => 0.102),
    { name: 'parse', ...overrides },
  )
  keepRealTimes(run, { row, quantilesNs: [] })
  return run
}

/** What an attempt tells of such a measurement. */
export function baselineRecordOf(row: ProcessRow, quantilesNs: readonly number[] = []): BaselineRecord {
  const none = { result: 'none', changes: [] } as const
  return { exact: null, row, quantilesNs, found: { exact: none, real: none }, source: 'options' }
}
