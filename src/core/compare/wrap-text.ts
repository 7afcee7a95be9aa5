import { textWidth } from '../table.ts'
import { fitWidth } from './fit-width.ts'

/** Breaks a text into lines of so many columns, between words; a longer word loses its middle. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ').map((one) => fitWidth(one, width))) {
    const last = lines.at(-1)
    if (last !== undefined && textWidth(last) + 1 + textWidth(word) <= width) {
      lines[lines.length - 1] = `${last} ${word}`
    } else lines.push(word)
  }
  return lines
}
