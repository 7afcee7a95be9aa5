import { printable } from '../src/core/format.ts'
import type { TestEntry } from '../src/core/report.ts'
import type { MeasurementRecord, SeriesRecord, TryRecord } from '../src/core/wire.ts'

const LONGEST_NAME = 60

/** One measurement of one try, as it is shown. */
export interface Row {
  readonly label: string
  readonly measurement: MeasurementRecord
  /** What its figures are of: the measurement, or a view of it. */
  readonly series: SeriesRecord
  /** The view's name; undefined for the measurement itself. */
  readonly view: string | undefined
  /** A try whose place another one took. */
  readonly superseded: boolean
}

/** The measurements of a file's tests, each with a name that tells it from the others. */
export function listRows(tests: readonly TestEntry[]): Row[] {
  const rows = tests.flatMap((test) =>
    test.tries.flatMap((one) =>
      one.measurements.map((measurement) => ({
        test,
        measurement,
        suffix: describeTry(one),
        superseded: test.tries.some((other) => other.repeat === one.repeat && other.retry > one.retry),
      })),
    ),
  )
  // Two tests may give their measurements the same name: then the test's own name tells them apart.
  const ambiguous = (row: (typeof rows)[number]): boolean =>
    rows.some((other) => other.test !== row.test && other.measurement.name === row.measurement.name)
  return rows.flatMap((row): Row[] => {
    const { test, measurement, suffix, superseded } = row
    const name =
      ambiguous(row) && test.name !== measurement.name
        ? `${test.name} > ${measurement.name}`
        : measurement.name
    const label = shorten(printable(name)) + suffix
    const own = { label, measurement, series: measurement, view: undefined, superseded }
    const { firstItem } = measurement
    return firstItem === null
      ? [own]
      : [
          own,
          { label: `${label} · first item`, measurement, series: firstItem, view: 'first item', superseded },
        ]
  })
}

/** A name of a paragraph would push every figure off the screen. */
function shorten(name: string): string {
  const characters = Array.from(name)
  return characters.length <= LONGEST_NAME ? name : `${characters.slice(0, LONGEST_NAME - 1).join('')}…`
}

/** ` (repeat 1, retry 2)`; empty for the only try. */
export function describeTry({ retry, repeat }: TryRecord): string {
  const parts = [repeat > 0 ? `repeat ${repeat}` : '', retry > 0 ? `retry ${retry}` : ''].filter(Boolean)
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}
