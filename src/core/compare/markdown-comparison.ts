import { escapeMarkdown, markdownTable } from '../markdown.ts'
import type { Column } from '../table.ts'
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

/** In front of all, a sign. */
const TABLE: readonly Column[] = [{ title: '', align: 'left' }, ...COLUMNS]

const SIGNS: Readonly<Record<Direction, string>> = { worse: '🔴', better: '🟢', other: '🟡' }

/** A comparison as Markdown, for a pull request or a job's summary. */
export function markdownComparison(comparison: Comparison, title: string): string[] {
  const { changed, noise, added, removed, renamed, incomparable } = comparison
  const quiet = describeNoise(noise)
  return [
    `### ${escapeMarkdown(title)}`,
    '',
    ...markdownChanges(changed),
    ...list('Added', added.map(describeKey)),
    ...list('Removed', removed.map(describeKey)),
    ...list(
      'Renamed',
      renamed.map(({ before, after }) => describeRename(before, after)),
    ),
    ...list(
      'Not compared',
      incomparable.map(({ key, reason }) => `${describeKey(key)}: ${reason}`),
    ),
    ...(quiet === undefined ? [] : [`${quiet}.`, '']),
    `${describeTotals(comparison)}.`,
  ]
}

/** Tables of what has changed, one for each file. */
function markdownChanges(changed: readonly ChangedEntry[]): string[] {
  const files = Map.groupBy(changed, ({ key }) => describeFile(key))
  return [...files].flatMap(([file, entries]) => markdownFile(file, entries))
}

function markdownFile(file: string, entries: readonly ChangedEntry[]): string[] {
  const rows = entries.flatMap(({ key, changes }) =>
    changes.map((change, nth) => rowOf(nth === 0 ? describeEntry(key) : '', change)),
  )
  return [`**${escapeMarkdown(file)}**`, '', ...markdownTable(TABLE, rows), '']
}

function rowOf(label: string, change: Change): string[] {
  const { what, before, after, change: by } = describeChange(change)
  return [SIGNS[change.direction], label, what, before, after, by].map(escapeMarkdown)
}

function list(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return []
  return [`**${title}**`, '', ...items.map((item) => `- ${escapeMarkdown(item)}`), '']
}
