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
    withNumbers(tests).flatMap(({ name, entry }) =>
      measurementsOf(entry).map((record) => {
        const key = { project, file, test: name, measurement: record.name }
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
    whole: record.baseline !== undefined,
  }
}

/** Of the last repetition: the others measured the same once more. */
function measurementsOf(test: TestEntry): readonly MeasurementRecord[] {
  return finalTries(test).at(-1)?.measurements ?? []
}

/** Names as keys have them: with ` #2` and so on, where a file has several tests of one. */
function withNumbers(tests: readonly TestEntry[]): { readonly name: string; readonly entry: TestEntry }[] {
  const seen = new Map<string, number>()
  return tests.map((entry) => {
    const nth = (seen.get(entry.name) ?? 0) + 1
    seen.set(entry.name, nth)
    return { name: nth === 1 ? entry.name : `${entry.name} #${nth}`, entry }
  })
}
