import type { Column } from './table.ts'
import { printable } from './format.ts'

/** What Markdown and the HTML in it read as more than text. */
const SPECIAL = /[\\`*_[\]<>#|~&@$]/g

/** Text from outside, made safe for Markdown: on one line, read as nothing but text, in a table's cell, too. */
export function escapeMarkdown(text: string): string {
  return printable(text).replace(SPECIAL, (mark) => ENTITIES[mark] ?? `\\${mark}`)
}

/** A backslash would not do: HTML knows none, and GitHub splits cells first, and finds mentions and numbers of issues last. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '|': '&#124;',
  '`': '&#96;',
  '@': '&#64;',
  '#': '&#35;',
}

/** A table of GitHub's Markdown; its cells have to be escaped already. */
export function markdownTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ align }) => (align === 'right' ? '--:' : ':--'))),
    ...rows.map(line),
  ]
}
