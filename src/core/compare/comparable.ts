import { numbered } from '../baseline/baseline-key.ts'
import type { Baseline, BaselineKey } from '../baseline/baseline.ts'
import type { ExactEntry } from '../baseline/exact-entry.ts'
import { machineName } from '../baseline/machine.ts'
import { finalTries } from '../report.ts'
import type { TestEntry } from '../report.ts'
import type { ReadReport } from '../read-report.ts'
import type { MeasurementRecord } from '../wire.ts'
import { exactOfRecord } from './exact-of-record.ts'
import { rowOfProcess, rowOfRecord } from './real-row.ts'
import type { RealRow } from './real-row.ts'

/** What a file says of one measurement, whether it is a baseline or a report. */
export interface Comparable extends BaselineKey {
  /** By the seed. */
  readonly exact: ReadonlyMap<number, ExactEntry>
  /** Why counts may differ from run to run though the code is the same; undefined where nobody says so. */
  readonly inexact?: string | undefined
  /** By the machine: a row a process. */
  readonly real: ReadonlyMap<string, readonly RealRow[]>
  /** Its counts are all that a baseline would have; otherwise what is not there may only not have been told. */
  readonly whole: boolean
}

/** What a baseline has to be compared. */
export function ofBaseline({ entries }: Baseline): Comparable[] {
  return entries.map(({ project, file, test, measurement, exact, real }) => ({
    project,
    file,
    test,
    measurement,
    exact,
    real: new Map([...real].map(([machine, { rows }]) => [machine, rows.map(rowOfProcess)])),
    whole: true,
  }))
}

/** What a report has to be compared: the last try of each test. */
export function ofReport({ environment, files }: ReadReport): Comparable[] {
  const machine = machineName(environment)
  return files.flatMap(({ project, file, tests }) =>
    tests.flatMap((test) =>
      measurementsOf(test).map((record) => {
        const key = { project, file, test: numbered(test.name, test.nth ?? 0), measurement: record.name }
        return ofRecord(key, record, machine)
      }),
    ),
  )
}

function ofRecord(key: BaselineKey, record: MeasurementRecord, machine: string): Comparable {
  const exact = exactOfRecord(record)
  const row = rowOfRecord(record)
  return {
    ...key,
    exact: exact === null ? new Map() : new Map([[record.seed, exact]]),
    real: row === undefined ? new Map() : new Map([[machine, [row]]]),
    inexact: record.baseline?.inexact,
    whole: record.baseline !== undefined,
  }
}

/** Of the last repetition: the others measured the same once more. */
function measurementsOf(test: TestEntry): readonly MeasurementRecord[] {
  return finalTries(test).at(-1)?.measurements ?? []
}
