/**
 * The beginning of a text. It stands alone: a slice would keep the whole text in
 * memory, such as a response of megabytes, as long as somebody has the slice.
 *
 * @param most characters
 */
export function shortText(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, most).split('').join('')
}
