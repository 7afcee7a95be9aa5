import { show } from '../errors.ts'
import { HIDDEN, isSecretKey, publicName, redact } from '../redact.ts'
import { shortText } from '../short-text.ts'
import type { SpanAttributes } from './span-table.ts'

/** Longer texts are cut: a span is no place for a whole response. */
const LONGEST_TEXT = 1_000
const LONGEST_KEY = 200
/** Whether a text may hold a secret at all: most attributes are a short word. */
const MAY_HOLD_SECRET = /[=:@]|--|\b(?:bearer|basic|cookie)\b|[\w.-]{10,}/i
/** Keys are the few that the code has; with more, they are made of data. */
const MOST_KEYS = 1_000

/** What is known of a key: as what it is kept, and whether its values are secrets. */
interface KnownKey {
  readonly key: string
  readonly isSecret: boolean
}

const knownKeys = new Map<string, KnownKey>()

/**
 * Attributes as they may be kept and printed: no secrets, by key and within
 * texts, such as the parameters of a URL; no long texts. What is no text, number
 * or boolean is described; `undefined` and `null` are left out. Never throws.
 */
export function publicAttributes(attributes: SpanAttributes): SpanAttributes {
  const result: Record<string, string | number | boolean> = {}
  for (const given of keysOf(attributes)) {
    const value = read(attributes, given)
    if (value === undefined || value === null) continue
    const { key, isSecret } = knownKey(given)
    result[key] = isSecret && typeof value !== 'boolean' ? HIDDEN : publicValue(value)
  }
  return result
}

/** They come from code that a span must not change: none of what is no object, or cannot be read. */
function keysOf(attributes: unknown): readonly string[] {
  if (typeof attributes !== 'object' || attributes === null) return []
  try {
    return Object.keys(attributes)
  } catch {
    return []
  }
}

function read(attributes: SpanAttributes, key: string): unknown {
  try {
    return attributes[key]
  } catch {
    // A getter that throws.
    return undefined
  }
}

function publicValue(value: unknown): string | number | boolean {
  if (typeof value === 'boolean' || typeof value === 'number') return value
  return publicText(shortText(typeof value === 'string' ? value : show(value), LONGEST_TEXT))
}

function publicText(text: string): string {
  return MAY_HOLD_SECRET.test(text) ? redact(text) : text
}

function knownKey(given: string): KnownKey {
  const known = knownKeys.get(given)
  if (known !== undefined) return known
  const short = shortText(given, LONGEST_KEY)
  const about = { key: publicName(short), isSecret: isSecretKey(short) }
  if (knownKeys.size >= MOST_KEYS) knownKeys.clear()
  if (short === given) knownKeys.set(given, about)
  return about
}
