/** A column of a table. */
export interface Column {
  readonly title: string
  readonly align: 'left' | 'right'
}

/** A cell: its text, and how to colour it once it has its width. */
export interface Cell {
  readonly text: string
  readonly paint?: (text: string) => string
}

const GAP = '  '

/**
 * Lays a table out: one line of titles, then one a row, columns two spaces
 * apart. Widths count characters, so that colours do not disturb them.
 */
export function layOutTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  paintTitle: (text: string) => string,
): string[] {
  const titles = columns.map(({ title }) => ({ text: title, paint: paintTitle }))
  const all = [titles, ...rows]
  const widths = columns.map((_, i) => Math.max(...all.map((row) => textWidth(row[i]?.text ?? ''))))
  return all.map((row) =>
    columns
      .map(({ align }, i) =>
        layOutCell(row[i] ?? { text: '' }, widths[i] ?? 0, align, i === columns.length - 1),
      )
      .join(GAP)
      .trimEnd(),
  )
}

function layOutCell({ text, paint }: Cell, width: number, align: Column['align'], last: boolean): string {
  const painted = paint === undefined ? text : paint(text)
  const space = ' '.repeat(width - textWidth(text))
  if (align === 'right') return space + painted
  return last ? painted : painted + space
}

// Making one takes 15 ms, which a run of tests without a table would pay, too.
let segmenter: Intl.Segmenter | undefined
/** Latin letters, punctuation, arrows, blocks: each code unit of these is one character. */
const SINGLE = /^[ -~\u{a0}-\u{24f}\u{2010}-\u{2027}\u{2190}-\u{26ff}]*$/u

/** Characters as a reader counts them: an accent or an emoji's parts belong to one. */
export function textWidth(text: string): number {
  if (SINGLE.test(text)) return text.length
  segmenter ??= new Intl.Segmenter()
  return Array.from(segmenter.segment(text)).length
}
