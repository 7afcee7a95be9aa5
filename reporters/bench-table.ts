import type { BenchFileReport, BenchGroup, BenchRecord } from '../src/core/bench-record.ts'
import { formatExact, formatNumber, printable } from '../src/core/format.ts'
import { leastSamples } from '../src/core/percentile.ts'
import type { BenchDetail } from './companions.ts'
import type { Paint } from './paint.ts'
import { shorten } from '../src/core/shorten.ts'
import { layOutTable } from '../src/core/table.ts'
import type { Cell, Column } from '../src/core/table.ts'

/** A column, what stands in it, and whether Vitest's own tables leave it out. */
interface BenchColumn extends Column {
  readonly cell: (record: BenchRecord) => string
  readonly additional: boolean
}

const COLUMNS: readonly BenchColumn[] = [
  column('n', ({ n }) => formatExact(n), true),
  column('mean ms', ({ meanMs }) => formatNumber(meanMs)),
  column('±', ({ marginPercent }) => (marginPercent === null ? '—' : `${formatNumber(marginPercent)} %`)),
  column('min', ({ minMs }) => formatNumber(minMs)),
  percentile(50, ({ p50 }) => p50),
  percentile(90, ({ p90 }) => p90),
  percentile(95, ({ p95 }) => p95),
  column('p99', (record) => known(99, record, record.percentilesMs.p99)),
  column('max', ({ maxMs }) => formatNumber(maxMs)),
  column('per s', ({ throughput }) => (throughput === null ? '—' : formatNumber(throughput))),
]

/** The table of a file's benchmarks, below its name. */
export function renderBenchFile(file: BenchFileReport, detail: BenchDetail, paint: Paint): string[] {
  const whole = detail === 'whole'
  const columns = COLUMNS.filter(({ additional }) => whole || additional)
  const first: Column = { title: whole ? 'benchmark' : 'benchmark, ms', align: 'left' }
  const last: Column = { title: '', align: 'left' }
  const table = layOutTable(
    [first, ...columns, ...(whole ? [last] : [])],
    file.groups.flatMap((group) => renderGroup(group, columns, paint)),
    (text) => paint('dim', text),
  )
  const project = file.project === '' ? '' : `${paint('inverse', ` ${printable(file.project)} `)} `
  return [` ${project}${paint('bold', printable(file.file))}`, '', ...table.map((line) => `   ${line}`), '']
}

/** Benchmarks that were compared stand below the group's name; one that was not carries it. */
function renderGroup(
  { name, benchmarks }: BenchGroup,
  columns: readonly BenchColumn[],
  paint: Paint,
): Cell[][] {
  const heading = benchmarks.length > 1 && name !== ''
  const rows = benchmarks.map((record, rank) => [
    { text: label(record, heading ? '  ' : prefix(name, record)) },
    ...columns.map(({ cell }) => ({ text: cell(record) })),
    place(rank, benchmarks.length, paint),
  ])
  return heading ? [[{ text: shorten(printable(name)) }], ...rows] : rows
}

function label({ name, stored }: BenchRecord, before: string): string {
  return before + shorten(printable(name)) + (stored ? ' (stored)' : '')
}

function prefix(group: string, { name }: BenchRecord): string {
  return group === '' || group === name ? '' : `${shorten(printable(group))} > `
}

function place(rank: number, of: number, paint: Paint): Cell {
  if (of > 1 && rank === 0) return { text: 'fastest', paint: (text) => paint('green', text) }
  if (of > 2 && rank === of - 1) return { text: 'slowest', paint: (text) => paint('dim', text) }
  return { text: '' }
}

function column(title: string, cell: BenchColumn['cell'], additional: boolean = false): BenchColumn {
  return { title, align: 'right', cell, additional }
}

function percentile(
  p: number,
  value: (percentiles: BenchRecord['percentilesMs']) => number | null,
): BenchColumn {
  return column(`p${p}`, (record) => known(p, record, value(record.percentilesMs)), true)
}

/** What a matcher would not judge is not shown as if it were known. */
function known(p: number, { n }: BenchRecord, value: number | null): string {
  return value === null || n < leastSamples(p) ? '—' : formatNumber(value)
}
