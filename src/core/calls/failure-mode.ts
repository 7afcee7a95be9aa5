import { knownKeys, plainObject } from '../check.ts'
import { usageError } from '../errors.ts'
import { readDuration } from '../units.ts'
import type { Duration } from '../units.ts'

/**
 * How a mocked call fails. A number is an HTTP status. `network`: no response
 * at all, as when the host cannot be reached. `drop`: the body breaks off half
 * way. `stall`: half way nothing comes any more. `malformed`: half way comes
 * something that makes no sense. An error is what a wrapped function throws.
 */
export type Failure = number | 'network' | 'drop' | 'stall' | 'malformed' | StatusFailure | Error

/** An HTTP status with what goes with it. */
export interface StatusFailure {
  /** 400 to 599. */
  readonly status: number
  /** Sent as `retry-after`: ms, or a string with a unit. Default: none. */
  readonly retryAfter?: Duration
  /** The response's body. Default: what the vendor would send. */
  readonly json?: unknown
}

/** A failure as it was read. */
export type FailureMode =
  | {
      readonly kind: 'status'
      readonly status: number
      readonly retryAfterMs?: number
      readonly json?: unknown
    }
  | { readonly kind: 'network' | 'drop' | 'stall' | 'malformed' }
  | { readonly kind: 'throw'; readonly error: Error }

const KINDS = ['network', 'drop', 'stall', 'malformed'] as const

/** @throws SkillperfError for something that is no failure, or a status that is none of one */
export function readFailure(value: unknown, place: string): FailureMode {
  if (typeof value === 'number') return { kind: 'status', status: readStatus(value, place) }
  const kind = KINDS.find((known) => known === value)
  if (kind !== undefined) return { kind }
  if (value instanceof Error) return { kind: 'throw', error: value }
  const fix = `Write a status such as 503, { status: 429, retryAfter: '2s' }, an Error, or one of '${KINDS.join("', '")}'.`
  if (typeof value !== 'object' || value === null) {
    throw usageError({
      place,
      rule: 'a failure must be a status, an error or a name',
      received: { value },
      fix,
    })
  }
  const given = plainObject(value, place, fix)
  knownKeys(given, ['status', 'retryAfter', 'json'], place)
  const { status, retryAfter, json } = given
  return {
    kind: 'status',
    status: readStatus(status, place),
    ...(retryAfter !== undefined && { retryAfterMs: readDuration(retryAfter, '`retryAfter`', place, true) }),
    ...(json !== undefined && { json }),
  }
}

function readStatus(value: unknown, place: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 400 && value <= 599) return value
  throw usageError({
    place,
    rule: 'the status of a failure must be from 400 to 599',
    received: { value },
    fix: 'Write for example 429, 500 or 503.',
  })
}
