import { formatCount } from '../format.ts'
import { escapeMarkdown, markdownTable } from '../markdown.ts'
import type { Column } from '../table.ts'
import type { Direction } from './change.ts'
import type { ChangedEntry, Comparison } from './compare.ts'
import { describeChange, describeEntry, describeFile, describeKey, describeNoise } from './describe-change.ts'

const TABLE: readonly Column[] = [
  { title: '', align: 'left' },
  { title: 'measurement', align: 'left' },
  { title: 'what', align: 'left' },
  { title: 'before', align: 'right' },
  { title: 'after', align: 'right' },
  { title: 'change', align: 'left' },
]

const SIGNS: Readonly<Record<Direction, string>> = { worse: '🔴', better: '🟢', other: '🟡' }

/** A comparison as Markdown, for a pull request or a job's summary. */
export function markdownComparison(comparison: Comparison, title: string): string[] {
  const { changed, noise, unchanged, added, removed, renamed, incomparable } = comparison
  const quiet = describeNoise(noise)
  return [
    `### ${escapeMarkdown(title)}`,
    '',
    ...markdownChanges(changed),
    ...list('Added', added.map(describeKey)),
    ...list('Removed', removed.map(describeKey)),
    ...list(
      'Renamed',
      renamed.map(({ before, after }) => `${describeKey(before)} → ${describeKey(after)}`),
    ),
    ...list(
      'Not compared',
      incomparable.map(({ key, reason }) => `${describeKey(key)}: ${reason}`),
    ),
    ...(quiet === undefined ? [] : [`${quiet}.`, '']),
    `${formatCount(changed.length, 'measurement')} changed, ${unchanged.length} unchanged.`,
  ]
}

/** Tables of what has changed, one for each file. */
export function markdownChanges(changed: readonly ChangedEntry[]): string[] {
  const files = Map.groupBy(changed, ({ key }) => describeFile(key))
  return [...files].flatMap(([file, entries]) => [
    `**${escapeMarkdown(file)}**`,
    '',
    ...markdownTable(
      TABLE,
      entries.flatMap(({ key, changes }) =>
        changes.map((change, nth) => {
          const { what, before, after, change: by } = describeChange(change)
          const label = nth === 0 ? describeEntry(key) : ''
          return [SIGNS[change.direction], ...[label, what, before, after, by].map(escapeMarkdown)]
        }),
      ),
    ),
    '',
  ])
}

function list(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return []
  return [`**${title}**`, '', ...items.map((item) => `- ${escapeMarkdown(item)}`), '']
}
