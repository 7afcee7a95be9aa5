/** A JSON object that somebody has sent. */
export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function objectsIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

export function stringOr<T>(value: unknown, other: T): string | T {
  return typeof value === 'string' ? value : other
}

/** The text of a message's content: a string, or a list of parts, of which some have a `text`. */
export function contentText(content: unknown): string {
  if (typeof content === 'string') return content
  return objectsIn(content)
    .map(({ text }) => stringOr(text, ''))
    .filter((text) => text !== '')
    .join('\n')
}
