import { knownKeys, plainObject } from '../check.ts'
import { usageError } from '../errors.ts'
import { readDuration } from '../units.ts'
import type { Duration } from '../units.ts'

/** What a call of a language model has to keep to be a good one: ms, or strings with a unit. At least one. */
export interface CallSlo {
  /** Time to the first token. */
  readonly ttft?: Duration
  /** Mean time between output tokens, after the first. */
  readonly timePerOutputToken?: Duration
  /** From the request to the end of the answer. */
  readonly duration?: Duration
}

/** In ms. */
export type ReadCallSlo = Readonly<Partial<Record<keyof CallSlo, number>>>

const KEYS = ['ttft', 'timePerOutputToken', 'duration'] as const satisfies (keyof CallSlo)[]

/** @throws SkillperfError for an unknown objective, none at all, or something that is no duration */
export function readSlo(value: unknown, place: string): ReadCallSlo {
  const fix = "Write { slo: { ttft: 500, duration: '3s' } }."
  const given = plainObject(value, place, fix)
  knownKeys(given, KEYS, place)
  const set = KEYS.filter((key) => given[key] !== undefined)
  if (set.length === 0) throw usageError({ place, rule: 'there is no objective in it', fix })
  return Object.fromEntries(set.map((key) => [key, readDuration(given[key], `\`${key}\``, place)]))
}
