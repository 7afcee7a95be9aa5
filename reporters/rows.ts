import { printable } from '../src/core/format.ts'
import type { TestEntry } from '../src/core/report.ts'
import { shorten } from '../src/core/shorten.ts'
import type { SeriesRecord } from '../src/core/seen-record.ts'
import { spanLabel } from '../src/core/span-label.ts'
import type { MeasurementRecord, TryRecord } from '../src/core/wire.ts'

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
  return rows.flatMap((listed): Row[] => {
    const { test, measurement, suffix, superseded } = listed
    const name =
      ambiguous(listed) && test.name !== measurement.name
        ? `${test.name} > ${measurement.name}`
        : measurement.name
    const label = shorten(printable(name)) + suffix
    const row = (series: SeriesRecord, view: string | undefined): Row => ({
      label: view === undefined ? label : `${label} · ${view}`,
      measurement,
      series,
      view,
      superseded,
    })
    return [row(measurement, undefined)].concat(
      viewsOf(measurement).map(([view, series]) => row(series, view)),
    )
  })
}

/** Views that have a row: those of a series that one looks at first, and those that a limit is on. */
function viewsOf({
  firstItem,
  llm,
  spans,
  checks,
}: MeasurementRecord): [view: string, series: SeriesRecord][] {
  const asked = new Set(checks.map(({ view }) => view))
  const views = [
    { view: 'first item', series: firstItem, shown: true },
    { view: 'TTFT', series: llm?.['gen_ai.server.time_to_first_token'], shown: true },
    { view: 'inter-token latency', series: llm?.interTokenLatency, shown: false },
    { view: 'time per output token', series: llm?.['gen_ai.server.time_per_output_token'], shown: false },
    ...(spans?.operations ?? []).map((series) => ({ view: spanLabel(series.name), series, shown: false })),
  ]
  return views.flatMap(({ view, series, shown }) =>
    series !== null && series !== undefined && (shown || asked.has(view)) ? [[view, series]] : [],
  )
}

/** ` (repeat 1, retry 2)`; empty for the only try. */
export function describeTry({ retry, repeat }: TryRecord): string {
  const parts = [repeat > 0 ? `repeat ${repeat}` : '', retry > 0 ? `retry ${retry}` : ''].filter(Boolean)
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}
