import type { Paint } from '../reporters/paint.ts'
import { layOutTable } from '../src/core/table.ts'
import type { Cell, Column } from '../src/core/table.ts'
import { formatNumber } from '../src/core/format.ts'
import type { Aside, Finding, Findings } from './benchmark.ts'
import type { Judgement } from './goals.ts'

const INDENT = '  '

/** What a benchmark has found, as tables: the judged rows first, then what stands beside. */
export function renderFindings(
  findings: Findings,
  judgements: readonly Judgement[],
  paint: Paint,
): readonly string[] {
  const dim = (text: string): string => paint('dim', text)
  const { title, unit, peer, rows, asides } = findings
  const hasWork = rows.some((row) => row.work !== undefined)
  const columns: readonly Column[] = [
    { title: '', align: 'left' },
    ...(hasWork ? [right(`work ${unit}`)] : []),
    right(`${peer} ${unit}`),
    right(`skillperf ${unit}`),
    right('difference'),
    right('ratio'),
    { title: 'goal', align: 'left' },
  ]
  const cells = rows.map((row, index) => renderRow(row, judgements[index], hasWork, paint))
  return [
    title,
    '',
    ...layOutTable(columns, cells, dim).map(indent),
    ...asides.flatMap((aside) => [''].concat(renderAside(aside, dim))),
  ]
}

function renderRow(
  { row, unit, work, peer, ours, difference, ratio }: Finding,
  judgement: Judgement | undefined,
  hasWork: boolean,
  paint: Paint,
): Cell[] {
  return [
    { text: row },
    ...(hasWork ? [{ text: formatNumber(work ?? Number.NaN) }] : []),
    ...[formatNumber(peer), formatNumber(ours), formatSigned(difference)].map((text) => ({
      text: unit === undefined ? text : `${text} ${unit}`,
    })),
    { text: formatRatio(ratio) },
    judgement === undefined
      ? { text: 'none' }
      : {
          text: `${judgement.met ? '✓' : '✗'} ${judgement.goal}${judgement.judged ? '' : ', not judged'}`,
          paint: (text) => paint(judgement.met ? 'green' : 'red', text),
        },
  ]
}

function renderAside({ title, columns, rows }: Aside, dim: (text: string) => string): string[] {
  const [first = '', ...others] = columns
  const cells = rows.map((row) =>
    row.map((cell) => ({ text: typeof cell === 'number' ? formatNumber(cell) : cell })),
  )
  return [
    title,
    ...layOutTable([{ title: first, align: 'left' }, ...others.map(right)], cells, dim).map(indent),
  ]
}

function formatSigned(value: number): string {
  const text = formatNumber(Math.abs(value))
  if (value === 0 || !Number.isFinite(value)) return text
  return `${value > 0 ? '+' : '−'}${text}`
}

/** Two digits behind the point are not enough to see 1.068 below 1.07. */
function formatRatio(ratio: number): string {
  return Number.isFinite(ratio) ? ratio.toFixed(3) : '—'
}

function right(title: string): Column {
  return { title, align: 'right' }
}

function indent(line: string): string {
  return line === '' ? line : INDENT + line
}
