import { usageError } from '../../core/errors.ts'
import { isObject } from './content-text.ts'
import type { ReadRequest } from './llm-request.ts'

const FIX = "Write read: ({ q }) => ({ model: 'large', messages: [{ role: 'user', text: q }] })."

const isText = (value: unknown): boolean => typeof value === 'string'
const isMessage = (value: unknown): boolean =>
  isObject(value) && isText(value['role']) && isText(value['text'])
const isListOf =
  (fits: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(fits)

/** What each part must be. */
const PARTS: Readonly<Record<keyof ReadRequest, readonly [rule: string, fits: (value: unknown) => boolean]>> =
  {
    model: ['a text', isText],
    messages: ['a list of { role, text }, both texts', isListOf(isMessage)],
    tools: ['a list of names', isListOf(isText)],
    stream: ['true or false', (value) => typeof value === 'boolean'],
  }

/**
 * What a user's function finds in the body of a request; what it leaves undefined is left out.
 *
 * @throws SkillperfError for a part that is none
 */
export function readAsked(value: unknown, place: string): Partial<ReadRequest> {
  if (!isObject(value)) {
    throw usageError({ place, rule: 'it must be an object', received: { value }, fix: FIX })
  }
  const parts = Object.entries(PARTS).filter(([key]) => value[key] !== undefined)
  for (const [key, [rule, fits]] of parts) {
    if (fits(value[key])) continue
    throw usageError({ place, rule: `\`${key}\` must be ${rule}`, received: { value: value[key] }, fix: FIX })
  }
  return Object.fromEntries(parts.map(([key]) => [key, value[key]]))
}
