import {
  formatAgainst,
  formatCount,
  formatExact,
  formatNumber,
  formatExactShare,
  formatShareAgainst,
  printable,
  sparkline,
} from '../src/core/format.ts'
import type { FileReport, Report, Summary, TestEntry } from '../src/core/report.ts'
import type { CheckRecord, MeasurementRecord, TryRecord } from '../src/core/wire.ts'
import { leastSamples } from '../src/core/statistic.ts'
import { renderBenchFile } from './bench-table.ts'
import type { BenchDetail } from './companions.ts'
import type { Paint } from './paint.ts'
import { shorten } from './shorten.ts'
import { layOutTable } from './table.ts'
import type { Cell, Column } from './table.ts'

const MARKS = { pass: '✓', fail: '✗', inconclusive: '~' } as const
const STYLES = { pass: 'green', fail: 'red', inconclusive: 'yellow' } as const

const COLUMNS: readonly Column[] = [
  { title: 'measurement', align: 'left' },
  { title: 'clock', align: 'left' },
  { title: 'n', align: 'right' },
  { title: 'mean ms', align: 'right' },
  { title: 'p50', align: 'right' },
  { title: 'p95', align: 'right' },
  { title: 'p99', align: 'right' },
  { title: 'per s', align: 'right' },
  { title: 'errors', align: 'right' },
  { title: 'SLA', align: 'left' },
  { title: 'distribution', align: 'left' },
]

/**
 * A table for each file, then what it comes to.
 *
 * @param jsonPath where the JSON report is, if there is one
 * @param bench whether the tables of benchmarks stand alone, or beside Vitest's own
 */
export function renderTerminal(
  report: Report,
  paint: Paint,
  jsonPath: string | undefined,
  bench: BenchDetail = 'whole',
): string[] {
  const lines = [
    ...report.files.flatMap((file) => ['', ...renderFile(file, paint)]),
    ...report.benchmarks.flatMap((file) => ['', ...renderBenchFile(file, bench, paint)]),
    ...renderSummary(report, jsonPath, paint),
    ...report.notes.map((note) => ` ${paint('yellow', 'note')}  ${printable(note)}`),
  ]
  return lines.length === 0 ? [] : [...lines, '']
}

function renderFile(file: FileReport, paint: Paint): string[] {
  const project = file.project === '' ? '' : `${paint('inverse', ` ${printable(file.project)} `)} `
  const rows = listRows(file.tests)
  const table = layOutTable(
    COLUMNS,
    rows.map((row) => renderRow(row, paint)),
    (text) => paint('dim', text),
  )
  const details = rows.flatMap(({ measurement, label }) =>
    measurement.checks
      .filter((check) => check.outcome !== 'pass')
      .map((check) => renderDetail(label, check, paint)),
  )
  return [
    ` ${project}${paint('bold', printable(file.file))}`,
    '',
    ...table.map((line) => `   ${line}`),
    ...details,
    '',
  ]
}

interface Row {
  readonly label: string
  readonly measurement: MeasurementRecord
  /** A try whose place another one took. */
  readonly superseded: boolean
}

function listRows(tests: readonly TestEntry[]): Row[] {
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
  return rows.map((row) => {
    const { test, measurement, suffix, superseded } = row
    const name =
      ambiguous(row) && test.name !== measurement.name
        ? `${test.name} > ${measurement.name}`
        : measurement.name
    return { label: shorten(printable(name)) + suffix, measurement, superseded }
  })
}

function describeTry({ retry, repeat }: TryRecord): string {
  const parts = [repeat > 0 ? `repeat ${repeat}` : '', retry > 0 ? `retry ${retry}` : ''].filter(Boolean)
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

function renderRow({ label, measurement: run, superseded }: Row, paint: Paint): Cell[] {
  const ms = (value: number | null): Cell => ({ text: value === null ? '—' : formatNumber(value) })
  // What a matcher would not judge is not shown as if it were known.
  const percentile = (p: number, value: number | null): Cell => ms(run.n < leastSamples(p) ? null : value)
  const cells: Cell[] = [
    { text: label },
    { text: run.clock },
    { text: formatExact(run.n) },
    ms(run.meanMs),
    percentile(50, run.percentilesMs.p50),
    percentile(95, run.percentilesMs.p95),
    percentile(99, run.percentilesMs.p99),
    ms(run.throughput),
    { text: formatExact(run.errors), ...(run.errors > 0 && { paint: (text: string) => paint('red', text) }) },
    renderChecks(run.checks, paint),
    { text: sparkline(run.bins), paint: (text) => paint('cyan', text) },
  ]
  return superseded
    ? cells.map(({ text }) => ({ text, paint: (dimmed: string) => paint('dim', dimmed) }))
    : cells
}

function renderChecks(checks: readonly CheckRecord[], paint: Paint): Cell {
  const parts = checks.map((check) => ({ check, text: `${MARKS[check.outcome]} ${check.statistic}` }))
  const text = parts.map((part) => part.text).join(' ')
  const paintAll = (): string => parts.map((part) => paint(STYLES[part.check.outcome], part.text)).join(' ')
  return { text, paint: paintAll }
}

function renderDetail(label: string, check: CheckRecord, paint: Paint): string {
  const bound = check.bound === 'below' ? '<' : '>'
  const sign = check.negated ? `not ${bound}` : bound
  const [format, exact] =
    check.unit === '' ? [formatShareAgainst, formatExactShare] : [formatAgainst, formatExact]
  const received =
    check.received === null ? 'no value' : `${format(check.received, check.limit)} ${check.unit}`.trimEnd()
  const limit = `${exact(check.limit)} ${check.unit}`.trimEnd()
  const mark = paint(STYLES[check.outcome], MARKS[check.outcome])
  const origin = check.source === 'options' ? ' (inherited from the options)' : ''
  const reason = check.reason === undefined ? '' : `: ${printable(check.reason)}`
  return `   ${mark} ${label}: ${check.statistic} ${received}, limit ${sign} ${limit}${origin}${reason}`
}

function renderSummary(report: Report, jsonPath: string | undefined, paint: Paint): string[] {
  const title = (text: string): string => paint('dim', text.padStart(12))
  const lines = [
    ...(report.files.length === 0 ? [] : renderMeasured(report.summary, title, paint)),
    ...(report.benchmarks.length === 0
      ? []
      : [`${title('Benchmarks')}  ${countBenchmarks(report.benchmarks)}`]),
  ]
  if (lines.length > 0 && jsonPath !== undefined) lines.push(`${title('Report')}  ${jsonPath}`)
  return lines
}

function renderMeasured(summary: Summary, title: (text: string) => string, paint: Paint): string[] {
  const { measurements, files, iterations, errors, checks } = summary
  const kept = [
    checks.fail > 0 && paint('red', `${checks.fail} failed`),
    checks.pass > 0 && paint('green', `${checks.pass} passed`),
    checks.inconclusive > 0 && paint('yellow', `${checks.inconclusive} inconclusive`),
  ].filter((part) => part !== false)
  return [
    `${title('Measurements')}  ${formatExact(measurements)} in ${formatCount(files, 'file')}, ${formatCount(iterations, 'iteration')}` +
      (errors > 0 ? `, ${paint('red', `${formatExact(errors)} failed`)}` : ''),
    `${title('SLA')}  ${kept.length === 0 ? paint('dim', 'no limits') : kept.join(paint('dim', ' | '))}`,
  ]
}

function countBenchmarks(files: Report['benchmarks']): string {
  const benchmarks = files.flatMap((file) => file.groups).flatMap((group) => group.benchmarks)
  return `${formatExact(benchmarks.length)} in ${formatCount(files.length, 'file')}`
}
