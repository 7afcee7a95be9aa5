/** Where the columns of a row are, by their names. */
export type RowLayout = Readonly<Record<string, number>>

export function layoutOf(fields: readonly string[]): RowLayout {
  return Object.fromEntries(fields.map((name, index) => [name, index]))
}
