import { formatCount, formatExact, formatNumber } from '../format.ts'
import { publicName } from '../redact.ts'
import { cutToWidth, textWidth } from '../table.ts'
import type { Waterfall, WaterfallRow } from './waterfall.ts'

const GAP = '  '
/** Deeper spans are not moved further in. */
const DEEPEST = 12
/** Names get this share of the columns at most. */
const NAME_SHARE = 0.4
const LEAST_BAR = 10

/** How a bar is coloured. */
export type PaintBar = (bar: string, row: WaterfallRow) => string

/**
 * Spans of one iteration as lines: name, bar, ms. The bars stand where the
 * spans were in the iteration's time; one that went on after its end is cut, and
 * ends in `›`.
 *
 * @param columns how wide a line may be
 */
export function formatWaterfall(
  { durationMs, rows, leftOut }: Waterfall,
  columns: number,
  paint: PaintBar,
): string[] {
  const figures = rows.map(formatFigures)
  const figureWidth = Math.max(0, ...figures.map(textWidth))
  const mostName = Math.floor(columns * NAME_SHARE)
  const names = rows.map((row) => cutToWidth(nameOf(row, mostName), mostName))
  const nameWidth = Math.max(0, ...names.map(textWidth))
  const width = Math.max(LEAST_BAR, columns - nameWidth - figureWidth - 3 * GAP.length)
  return [
    ...rows.map((row, i) => {
      const name = names[i] ?? ''
      const { before, bar, after } = barOf(row, durationMs, width)
      return `${GAP}${name}${' '.repeat(nameWidth - textWidth(name))}${GAP}${before}${paint(bar, row)}${after}${GAP}${figures[i] ?? ''}`
    }),
    ...(leftOut > 0 ? [`${GAP}and ${formatCount(leftOut, 'shorter span')}`] : []),
  ]
}

/** Half of the width at least is left for the name itself. */
function nameOf({ name, depth }: WaterfallRow, width: number): string {
  const deepest = Math.min(DEEPEST, Math.floor(width / 2 / GAP.length))
  return GAP.repeat(Math.min(depth, deepest)) + publicName(name)
}

function formatFigures({ startMs, endMs, failed, unfinished }: WaterfallRow): string {
  const ms = endMs - startMs
  return `${ms === 0 ? formatExact(0) : formatNumber(ms)}${failed ? ' ✗' : ''}${unfinished ? ' …' : ''}`
}

/** A bar of at least one character, within `width`. */
function barOf(
  { startMs, endMs }: WaterfallRow,
  durationMs: number,
  width: number,
): { readonly before: string; readonly bar: string; readonly after: string } {
  const at = (ms: number): number =>
    durationMs === 0 ? 0 : Math.min(width, Math.max(0, Math.round((ms / durationMs) * width)))
  const from = Math.min(at(startMs), width - 1)
  const until = Math.max(at(endMs), from + 1)
  const length = until - from
  const long = endMs > durationMs && durationMs > 0
  const bar =
    endMs === startMs ? '▏'.padEnd(length) : long ? `${'█'.repeat(length - 1)}›` : '█'.repeat(length)
  return { before: ' '.repeat(from), bar, after: ' '.repeat(width - until) }
}
