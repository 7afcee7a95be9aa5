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
 * apart. Widths are those of the texts, so that colours do not disturb them.
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
/** Latin letters, punctuation, arrows, lines, blocks, marks: each code unit of these is one character, one column wide. */
const SINGLE = /^[ -~\u{a0}-\u{24f}\u{2010}-\u{2027}\u{2190}-\u{21ff}\u{2500}-\u{259f}\u{2713}\u{2717}]*$/u
/** What terminals draw two columns wide: East Asian wide and full-width characters (UAX #11), and emoji. */
const WIDE =
  /^(?:[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{17000}-\u{18CFF}\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}|\p{Emoji}\uFE0F)/u

/** Columns that a terminal takes for a text: an accent or an emoji's parts belong to one character, and some are two wide. */
export function textWidth(text: string): number {
  if (SINGLE.test(text)) return text.length
  segmenter ??= new Intl.Segmenter()
  let width = 0
  for (const { segment } of segmenter.segment(text)) width += WIDE.test(segment) ? 2 : 1
  return width
}

/** The text, or as much of it as fits with an ellipsis. */
export function cutToWidth(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  segmenter ??= new Intl.Segmenter()
  let cut = ''
  let left = width - 1
  for (const { segment } of segmenter.segment(text)) {
    left -= textWidth(segment)
    if (left < 0) break
    cut += segment
  }
  return `${cut}…`
}
