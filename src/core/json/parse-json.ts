import { scanJson } from './scan-json.ts'
import type { JsonFault } from './scan-json.ts'

/** A JSON text's value, or why it has none. */
export type Parsed =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'fault'; readonly fault: JsonFault }

/** Parses JSON whose keys are unique; `JSON.parse` takes the last of two without a word. */
export function parseJson(text: string): Parsed {
  const value = tryParse(text)
  // Looking through the text takes several times as long as parsing it: only where there is something to find.
  const fault = value === undefined || keysInText(text) !== keysIn(value.parsed) ? scanJson(text) : undefined
  if (fault !== undefined) return { kind: 'fault', fault }
  if (value !== undefined) return { kind: 'value', value: value.parsed }
  return { kind: 'fault', fault: { index: 0, problem: 'it is no JSON', truncated: false } }
}

function tryParse(text: string): { readonly parsed: unknown } | undefined {
  try {
    return { parsed: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}

const KEY_END = /"[ \t\r\n]*:/g

/** All keys of the text, and more where texts have such characters in them. */
function keysInText(text: string): number {
  let count = 0
  KEY_END.lastIndex = 0
  while (KEY_END.test(text)) count++
  return count
}

function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const inner: unknown[] = Object.values(value)
  return inner.reduce((sum: number, one) => sum + keysIn(one), Array.isArray(value) ? 0 : inner.length)
}
