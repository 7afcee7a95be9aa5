import { formatCount, formatExact, formatNumber, formatShare, printable } from '../format.ts'
import { leastSamples } from '../percentile.ts'
import { publicName } from '../redact.ts'
import { shorten } from '../shorten.ts'
import { layOutTable } from '../table.ts'
import type { Cell, Column } from '../table.ts'
import { formatWaterfall } from './format-waterfall.ts'
import type { ProfileOperation, ProfileReport } from './profile-report.ts'
import type { Waterfall } from './waterfall.ts'

const OPERATIONS_SHOWN = 30
const DEFAULT_COLUMNS = 100
const LEAST_COLUMNS = 40
/** From here on something ran at once. */
const PARALLEL = 1.005

/** How a report is printed. */
export interface ProfileFormat {
  /** Default: false. */
  readonly color?: boolean
  /** How wide waterfalls may be. Default: 100. */
  readonly columns?: number
}

/** Escape sequences that begin and end a style (ECMA-48). */
const STYLES = { bold: [1, 22], dim: [2, 22], red: [31, 39], yellow: [33, 39], cyan: [36, 39] } as const
type Paint = (style: keyof typeof STYLES, text: string) => string

interface ShownColumn extends Column {
  readonly cell: (operation: ProfileOperation) => string
}

const COLUMNS: readonly ShownColumn[] = [
  { title: 'operation', align: 'left', cell: ({ name }) => shownName(name) },
  { title: 'count', align: 'right', cell: ({ count }) => formatExact(count) },
  { title: 'per iteration', align: 'right', cell: ({ callsPerIteration: each }) => formatEach(each) },
  { title: 'total', align: 'right', cell: ({ totalMs }) => formatMs(totalMs) },
  { title: 'self', align: 'right', cell: ({ selfMs }) => formatMs(selfMs) },
  { title: 'mean', align: 'right', cell: ({ meanMs }) => formatMs(meanMs) },
  { title: 'p50', align: 'right', cell: ({ count, p50Ms }) => formatPercentile(count, 50, p50Ms) },
  { title: 'p95', align: 'right', cell: ({ count, p95Ms }) => formatPercentile(count, 95, p95Ms) },
  { title: 'max', align: 'right', cell: ({ maxMs }) => formatMs(maxMs) },
  { title: 'critical path', align: 'right', cell: ({ criticalShare }) => formatShare(criticalShare) },
  { title: 'errors', align: 'right', cell: ({ errors }) => formatExact(errors) },
]

/**
 * A report for people: a table of the operations, the bottleneck in a sentence,
 * and the waterfalls of the median and the slowest iteration.
 *
 * @returns lines, without a line break at the end
 */
export function formatProfile(
  report: ProfileReport,
  { color = false, columns = DEFAULT_COLUMNS }: ProfileFormat = {},
): string {
  const paint: Paint = color
    ? (style, text) => `\u001B[${STYLES[style][0]}m${text}\u001B[${STYLES[style][1]}m`
    : (_, text) => text
  const width = Math.max(LEAST_COLUMNS, columns)
  return [
    formatTitle(report, paint),
    '',
    ...(report.operations.length === 0
      ? ['No span was seen: open some, with span(name, fn) of skillperf/profiler, or mock its tools.']
      : [...formatOperations(report, paint), '', ...describeTime(report, paint)]),
    ...report.notes.map((note) => `${paint('yellow', '!')} ${printable(note)}`),
    ...(report.slowest?.iteration === report.median?.iteration
      ? formatIteration('Median and slowest', report.median, report, width, paint)
      : [
          ...formatIteration('Median', report.median, report, width, paint),
          ...formatIteration('Slowest', report.slowest, report, width, paint),
        ]),
  ].join('\n')
}

function formatTitle({ name, clock, iterations, spans }: ProfileReport, paint: Paint): string {
  return `${paint('bold', shownName(name))}   ${clock} ms · ${formatCount(iterations, 'iteration')} · ${formatCount(spans, 'span')}`
}

function formatOperations({ operations, bottleneck }: ProfileReport, paint: Paint): string[] {
  const rows = operations.slice(0, OPERATIONS_SHOWN).map((operation) =>
    COLUMNS.map(({ title, cell }): Cell => ({
      text: cell(operation),
      ...(operation === bottleneck && { paint: (text: string) => paint('bold', text) }),
      ...(title === 'errors' && operation.errors > 0 && { paint: (text: string) => paint('red', text) }),
    })),
  )
  const more = operations.length - OPERATIONS_SHOWN
  return [
    ...layOutTable(COLUMNS, rows, (text) => paint('dim', text)).map((line) => `  ${line}`),
    ...(more > 0 ? [`  and ${more} more, with smaller shares of the critical path`] : []),
  ]
}

/** The bottleneck, and what ran at once: a sentence each. */
function describeTime({ name, bottleneck, parallelism, operations }: ProfileReport, paint: Paint): string[] {
  return [
    ...(bottleneck === undefined ? [] : [describeBottleneck(name, bottleneck, paint)]),
    describeParallelism(parallelism, operations),
  ]
}

function describeBottleneck(
  iteration: string,
  { name, criticalShare, selfMs, count, atOnce }: ProfileOperation,
  paint: Paint,
): string {
  const own = name === iteration ? ', in its own code and in waits that no span tells of' : ''
  const parallel = atOnce > 1 ? `, up to ${formatExact(atOnce)} at once` : ''
  return `Bottleneck: ${paint('bold', shownName(name))}, ${formatShare(criticalShare)} of the critical path${own} (${formatExact(count)} × ${formatMs(selfMs / count)} ms of its own${parallel}).`
}

function describeParallelism(parallelism: number, operations: readonly ProfileOperation[]): string {
  if (parallelism < PARALLEL) return 'Parallelism: none, one thing ran after the other.'
  const [widest] = operations.toSorted((a, b) => b.atOnce - a.atOnce)
  const most =
    widest !== undefined && widest.atOnce > 1
      ? `; of ${shownName(widest.name)} up to ${formatExact(widest.atOnce)} ran at once`
      : ''
  return `Parallelism: ${formatNumber(parallelism)} ms of work for each ms that passed${most}.`
}

function formatIteration(
  which: string,
  waterfall: Waterfall | undefined,
  { clock, bottleneck }: ProfileReport,
  columns: number,
  paint: Paint,
): string[] {
  if (waterfall === undefined) return []
  const { iteration, durationMs } = waterfall
  return [
    '',
    `${which}, iteration ${formatExact(iteration)}: ${formatMs(durationMs)} ${clock} ms`,
    ...formatWaterfall(waterfall, columns, (bar, { name, depth, failed }) => {
      if (failed) return paint('red', bar)
      if (depth === 0) return paint('dim', bar)
      return paint(name === bottleneck?.name ? 'yellow' : 'cyan', bar)
    }),
  ]
}

/** What a few samples have no percentile for is not shown as if it were known. */
function formatPercentile(count: number, p: number, ms: number): string {
  return count < leastSamples(p) ? '—' : formatMs(ms)
}

function formatMs(ms: number): string {
  return ms === 0 ? formatExact(0) : formatNumber(ms)
}

function formatEach(each: number): string {
  return Number.isInteger(each) ? formatExact(each) : formatNumber(each)
}

function shownName(name: string): string {
  return shorten(publicName(name))
}
