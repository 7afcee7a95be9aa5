import { printable } from '../format.ts'
import type { Paint, Style } from '../paint.ts'
import { layOutTable, textWidth } from '../table.ts'
import type { Cell } from '../table.ts'
import type { Change, Direction } from './change.ts'
import type { ChangedEntry, Comparison } from './compare.ts'
import {
  COLUMNS,
  describeChange,
  describeEntry,
  describeFile,
  describeKey,
  describeNoise,
  describeRename,
  describeTotals,
} from './describe-change.ts'
import type { DescribedChange } from './describe-change.ts'
import { fitWidth } from './fit-width.ts'
import { wrapText } from './wrap-text.ts'

/** What a terminal has at least. */
const COLUMNS_SHOWN = 80
const INDENT = '  '
/** Between two columns. */
const GAP = 2
/** Longer lists are cut: the Markdown has all of them. */
const LISTED = 10

const STYLES: Readonly<Record<Direction, Style>> = { worse: 'red', better: 'green', other: 'yellow' }

/** A comparison as lines for a terminal of 80 columns: a table for each file with changes, then the rest in a few lines. */
export function formatComparison(comparison: Comparison, paint: Paint): string[] {
  const { changed, noise, added, removed, renamed, incomparable } = comparison
  const quiet = describeNoise(noise)
  return [
    ...formatChanges(changed, paint),
    ...list('added', added.map(describeKey), paint),
    ...list('removed', removed.map(describeKey), paint),
    ...list(
      'renamed',
      renamed.map(({ before, after }) => describeRename(before, after)),
      paint,
    ),
    ...list(
      'not compared',
      incomparable.map(({ key }) => describeKey(key)),
      paint,
      incomparable.map(({ reason }) => printable(reason)),
    ),
    ...(quiet === undefined ? [] : [quiet]),
    describeTotals(comparison),
  ]
}

/** Tables of what has changed, one for each file, the file with the worst change first. */
function formatChanges(changed: readonly ChangedEntry[], paint: Paint): string[] {
  const files = Map.groupBy(changed, ({ key }) => describeFile(key))
  return [...files].flatMap(([file, entries]) => formatFile(file, entries, paint))
}

function formatFile(file: string, entries: readonly ChangedEntry[], paint: Paint): string[] {
  return [
    paint('bold', fitWidth(file, COLUMNS_SHOWN)),
    '',
    ...layOutChanges(entries, paint).map((line) => INDENT + line),
    '',
  ]
}

interface Row extends DescribedChange {
  readonly label: string
  readonly style: Style
}

function layOutChanges(entries: readonly ChangedEntry[], paint: Paint): string[] {
  const rows = entries.flatMap(({ key, changes }) =>
    changes.map((change, nth) => rowOf(nth === 0 ? describeEntry(key) : '', change)),
  )
  const widest = (title: string, of: (row: Row) => string): number =>
    Math.max(textWidth(title), ...rows.map((row) => textWidth(of(row))))
  const figures = [
    widest('before', (row) => row.before),
    widest('after', (row) => row.after),
    widest('change', (row) => row.change),
  ].reduce((sum, width) => sum + width + GAP, 0)
  const left = COLUMNS_SHOWN - INDENT.length - figures - GAP
  // What was counted may bear the name of a mock: both share what the figures leave.
  const spare = left - widest('measurement', (row) => row.label)
  const what = Math.min(
    widest('what', (row) => row.what),
    Math.max(spare, Math.floor(left / 2)),
  )
  const cells = rows.map((row): Cell[] => [
    { text: fitWidth(row.label, left - what) },
    { text: fitWidth(row.what, what) },
    { text: row.before },
    { text: row.after },
    { text: row.change, paint: (text) => paint(row.style, text) },
  ])
  return layOutTable(COLUMNS, cells, (text) => paint('dim', text))
}

function rowOf(label: string, change: Change): Row {
  return Object.assign(describeChange(change), { label, style: STYLES[change.direction] })
}

/** A heading with what belongs under it; nothing for none. */
function list(
  title: string,
  items: readonly string[],
  paint: Paint,
  reasons: readonly string[] = [],
): string[] {
  if (items.length === 0) return []
  const indented = (text: string, depth: number): string[] =>
    wrapText(text, COLUMNS_SHOWN - INDENT.length * depth).map((line) => INDENT.repeat(depth) + line)
  const shown = items.slice(0, LISTED).flatMap((item, nth) => {
    const reason = reasons[nth]
    const line = INDENT + fitWidth(item, COLUMNS_SHOWN - INDENT.length)
    return reason === undefined ? [line] : [line].concat(indented(reason, 2))
  })
  const more = items.length - LISTED
  return [
    paint('bold', `${title} (${items.length})`),
    ...shown,
    ...(more > 0 ? [`${INDENT}and ${more} more`] : []),
    '',
  ]
}
