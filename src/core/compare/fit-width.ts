import { textWidth } from '../table.ts'

/** A text in so many columns: what is too much is left out of its middle, because paths and names differ at their ends. */
export function fitWidth(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  const parts = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
  const kept = Math.max(0, width - 1)
  const head = Math.ceil(kept / 2)
  const tail = kept - head
  return `${parts.slice(0, head).join('')}…${tail === 0 ? '' : parts.slice(-tail).join('')}`
}
