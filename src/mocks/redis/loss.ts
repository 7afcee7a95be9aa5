import { knownKeys, plainObject, wholeNumber } from '../../core/check.ts'
import { usageError } from '../../core/errors.ts'
import { readDuration } from '../../core/units.ts'
import type { Duration } from '../../core/units.ts'

/** When a connection is lost by itself; one of `every`, `from` and `rate`. */
export interface ConnectionLoss {
  /** With every so many round trips. */
  readonly every?: number
  /** Once, so long after the first command: ms, or a string with a unit. */
  readonly from?: Duration
  /** With this share of the round trips, from 0 to 1. */
  readonly rate?: number
  /** How long the server cannot be reached: ms, or a string with a unit. Default: 0, the client connects again at its first try. */
  readonly downFor?: Duration
}

/** As it was read; times in ms. */
export interface ReadLoss {
  readonly every?: number
  readonly fromMs?: number
  readonly rate?: number
  readonly downForMs: number
}

const WHENS = ['every', 'from', 'rate'] as const

/** @throws SkillperfError for none or several of `every`, `from` and `rate`, or a value that is none */
export function readLoss(value: unknown, outer: string): ReadLoss | undefined {
  if (value === undefined) return undefined
  const place = `${outer}, \`connectionLoss\``
  const fix = "Write { every: 100 }, { rate: 0.01 } or { from: '2s', downFor: 500 }."
  const given = plainObject(value, place, fix)
  knownKeys(given, [...WHENS, 'downFor'], place)
  const [when, ...others] = WHENS.filter((key) => given[key] !== undefined)
  if (when === undefined || others.length > 0) {
    throw usageError({ place, rule: 'it must have one of `every`, `from` and `rate`', fix })
  }
  const downForMs =
    given['downFor'] === undefined ? 0 : readDuration(given['downFor'], '`downFor`', place, true)
  if (when === 'every') return { every: wholeNumber(given['every'], 'every', place, 1, fix), downForMs }
  if (when === 'from') return { fromMs: readDuration(given['from'], '`from`', place, true), downForMs }
  const { rate } = given
  if (typeof rate === 'number' && rate >= 0 && rate <= 1) return { rate, downForMs }
  throw usageError({ place, rule: '`rate` must be a number from 0 to 1', received: { value: rate }, fix })
}

/** A round trip: which one it is, from 0, how long after the first, and whether a connection was lost before. */
interface Trip {
  readonly nth: number
  readonly sinceMs: number
  readonly lostBefore: boolean
}

/** @param random a number from 0 to 1, drawn when it is needed */
export function isLossDue(
  loss: ReadLoss | undefined,
  { nth, sinceMs, lostBefore }: Trip,
  random: () => number,
): boolean {
  if (loss === undefined) return false
  if (loss.every !== undefined) return (nth + 1) % loss.every === 0
  if (loss.fromMs !== undefined) return !lostBefore && sinceMs >= loss.fromMs
  return random() < (loss.rate ?? 0)
}
