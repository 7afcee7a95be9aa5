import { publicName } from '../../core/redact.ts'
import { shortText } from '../../core/short-text.ts'

const LONGEST_REASON = 200

/** What a collector has answered; undefined for what is no JSON. */
export function jsonIn(answer: string): unknown {
  try {
    return JSON.parse(answer) as unknown
  } catch {
    return undefined
  }
}

/** What stands in an object under a key. */
export function plainValue(of: unknown, key: string): unknown {
  return typeof of === 'object' && of !== null ? Reflect.get(of, key) : undefined
}

/** What a collector gives as its reason, on one line, without secrets and its full stop; undefined for none. */
export function saidIn(reason: unknown): string | undefined {
  if (typeof reason !== 'string') return undefined
  return publicName(shortText(reason, LONGEST_REASON)).replace(/\.$/, '') || undefined
}
