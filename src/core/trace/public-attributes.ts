import { show } from '../errors.ts'
import { HIDDEN, redact, secretFromLength } from '../redact.ts'
import type { SpanAttributes } from './span-table.ts'

/** Longer texts are cut: a span is no place for a whole response. */
const LONGEST_TEXT = 1_000
/** Whether a text may hold a secret at all: most attributes are a short word. */
const MAY_HOLD_SECRET = /[=:@]|--|\b(?:bearer|basic|cookie)\b|[\w.-]{10,}/i
/** Keys are the few that the code has; with more, they are made of data. */
const MOST_KEYS = 1_000

/** From which length the value of a key is a secret. */
const secretLengths = new Map<string, number>()

/**
 * Attributes as they may be kept and printed: no secrets, by key and within
 * texts, such as the parameters of a URL; no long texts. What is no text, number
 * or boolean is described; `undefined` and `null` are left out.
 */
export function publicAttributes(attributes: SpanAttributes): SpanAttributes {
  const result: Record<string, string | number | boolean> = {}
  for (const key of Object.keys(attributes)) {
    const value: unknown = attributes[key]
    if (value === undefined || value === null) continue
    result[key] = publicValue(key, value)
  }
  return result
}

function publicValue(key: string, value: unknown): string | number | boolean {
  if (typeof value === 'boolean') return value
  const text = typeof value === 'string' ? value : show(value)
  if (text.length >= secretLength(key)) return HIDDEN
  return typeof value === 'number' ? value : publicText(text.slice(0, LONGEST_TEXT))
}

function publicText(text: string): string {
  return MAY_HOLD_SECRET.test(text) ? redact(text) : text
}

function secretLength(key: string): number {
  const known = secretLengths.get(key)
  if (known !== undefined) return known
  const length = secretFromLength(key)
  if (secretLengths.size >= MOST_KEYS) secretLengths.clear()
  secretLengths.set(key, length)
  return length
}
