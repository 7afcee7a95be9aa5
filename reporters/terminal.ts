import { formatBytes } from '../src/core/byte-size.ts'
import { formatCount, formatExact, formatNumber, printable, sparkline } from '../src/core/format.ts'
import { describeLoad } from '../src/core/load.ts'
import type { FileReport, Report, Summary } from '../src/core/report.ts'
import { leastSamples } from '../src/core/percentile.ts'
import { OPPOSITE_SIGNS, SIGNS, formatLimit } from '../src/core/judgement.ts'
import type { SeriesRecord } from '../src/core/seen-record.ts'
import type { CheckRecord } from '../src/core/wire.ts'
import { renderBaseline } from './baseline-lines.ts'
import { renderBenchFile } from './bench-table.ts'
import type { BenchDetail } from './companions.ts'
import { renderDetails, renderFlaky } from './details.ts'
import { MARKS, STYLES } from './marks.ts'
import type { Paint } from './paint.ts'
import { listRows } from './rows.ts'
import type { Row } from './rows.ts'
import { renderSkillLoad } from './skill-load.ts'
import { layOutTable } from '../src/core/table.ts'
import type { Cell, Column } from '../src/core/table.ts'

interface ShownColumn extends Column {
  /** Left out of a table in which it would be empty. */
  readonly optional?: boolean
  cell(row: Row, paint: Paint): Cell
}

const COLUMNS: readonly ShownColumn[] = [
  { title: 'measurement', align: 'left', cell: ({ label }) => ({ text: label }) },
  {
    title: 'clock',
    align: 'left',
    cell: ({ measurement }) => ({ text: measurement.clock === 'virtual' ? 'virtual ms' : 'real' }),
  },
  {
    title: 'load',
    align: 'left',
    optional: true,
    cell: ({ measurement }) => ({ text: describeLoad(measurement.load) }),
  },
  { title: 'n', align: 'right', cell: ({ series }) => ({ text: formatExact(series.n) }) },
  { title: 'mean ms', align: 'right', cell: ({ series }) => figure(series.meanMs) },
  { title: 'p50', align: 'right', cell: ({ series }) => percentile(series, 50, series.percentilesMs.p50) },
  { title: 'p95', align: 'right', cell: ({ series }) => percentile(series, 95, series.percentilesMs.p95) },
  { title: 'p99', align: 'right', cell: ({ series }) => percentile(series, 99, series.percentilesMs.p99) },
  {
    title: 'per s',
    align: 'right',
    cell: ({ view, measurement }) => (view === undefined ? figure(measurement.throughput) : { text: '' }),
  },
  {
    title: 'CPU ms',
    align: 'right',
    optional: true,
    cell: ({ view, measurement }) =>
      view === undefined && measurement.clock === 'virtual' ? figure(measurement.cpuMs) : { text: '' },
  },
  {
    title: 'allocated',
    align: 'right',
    optional: true,
    cell: ({ view, measurement: { allocated } }) => ({
      text:
        view === undefined && allocated !== undefined
          ? formatBytes(allocated.heapBytes + allocated.offHeapBytes)
          : '',
    }),
  },
  {
    title: 'errors',
    align: 'right',
    cell: ({ view, measurement }, paint) =>
      view === undefined ? renderErrors(measurement.errors, paint) : { text: '' },
  },
  {
    title: 'SLA',
    align: 'left',
    cell: ({ view, measurement }, paint) =>
      renderChecks(
        measurement.checks.filter((check) => check.view === view),
        paint,
      ),
  },
  {
    title: 'distribution',
    align: 'left',
    cell: ({ view, measurement }, paint) => ({
      text: view === undefined ? sparkline(measurement.bins) : '',
      paint: (text) => paint('cyan', text),
    }),
  },
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
  const cells = rows.map((row) => COLUMNS.map((column) => renderCell(column.cell(row, paint), row, paint)))
  const shown = COLUMNS.map(
    ({ optional }, i) => optional !== true || cells.some((row) => row[i]?.text !== ''),
  )
  const table = layOutTable(
    COLUMNS.filter((_, i) => shown[i]),
    cells.map((row) => row.filter((_, i) => shown[i])),
    (text) => paint('dim', text),
  )
  const details = [
    ...rows.filter(({ view }) => view === undefined).flatMap((row) => renderDetails(row, paint)),
    ...file.tests.flatMap((test) => renderFlaky(test, paint)),
    ...renderSkillLoad(file.loads ?? [], paint),
  ]
  return [
    ` ${project}${paint('bold', printable(file.file))}`,
    '',
    ...table.map((line) => `   ${line}`),
    ...details,
    '',
  ]
}

/** A try whose place another one took is dimmed. */
function renderCell(cell: Cell, { superseded }: Row, paint: Paint): Cell {
  return superseded ? { text: cell.text, paint: (text) => paint('dim', text) } : cell
}

function figure(value: number | null): Cell {
  return { text: value === null ? '—' : formatNumber(value) }
}

/** What a sample has no percentile for is not shown as if it were known. */
function percentile({ n }: SeriesRecord, p: number, value: number | null): Cell {
  return figure(n < leastSamples(p) ? null : value)
}

function renderErrors(errors: number, paint: Paint): Cell {
  return { text: formatExact(errors), ...(errors > 0 && { paint: (text: string) => paint('red', text) }) }
}

function renderChecks(checks: readonly CheckRecord[], paint: Paint): Cell {
  const parts = checks.map((check) => ({
    check,
    text: `${MARKS[check.outcome]} ${printable(check.statistic)}${renderMost(check)}`,
  }))
  const text = parts.map((part) => part.text).join(' ')
  const paintAll = (): string => parts.map((part) => paint(STYLES[part.check.outcome], part.text)).join(' ')
  return { text, paint: paintAll }
}

/** A limit on a count is as short as it is telling: `calls web_search ≤ 3`. */
function renderMost({ bound, limit, unit, negated }: CheckRecord): string {
  if (bound !== 'at most') return ''
  return ` ${(negated ? OPPOSITE_SIGNS : SIGNS)[bound]} ${formatLimit(limit, unit)}`
}

function renderSummary(report: Report, jsonPath: string | undefined, paint: Paint): string[] {
  const title = (text: string): string => paint('dim', text.padStart(12))
  const lines = [
    ...(report.files.length === 0 ? [] : renderMeasured(report.summary, title, paint)),
    ...(report.benchmarks.length === 0
      ? []
      : [`${title('Benchmarks')}  ${countBenchmarks(report.benchmarks)}`]),
    ...(report.baselines ?? []).flatMap((baseline) => renderBaseline(baseline, title, paint)),
  ]
  if (lines.length > 0 && jsonPath !== undefined) lines.push(`${title('Report')}  ${jsonPath}`)
  return lines
}

function renderMeasured(summary: Summary, title: (text: string) => string, paint: Paint): string[] {
  const { measurements, files, iterations, errors, checks, flaky } = summary
  const kept = [
    checks.fail > 0 && paint('red', `${checks.fail} failed`),
    checks.pass > 0 && paint('green', `${checks.pass} passed`),
    checks.inconclusive > 0 && paint('yellow', `${checks.inconclusive} inconclusive`),
    flaky > 0 && paint('yellow', `${flaky} flaky`),
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
