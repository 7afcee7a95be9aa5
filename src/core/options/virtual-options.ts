import { knownKeys, oneOf, plainObject, integer } from '../check.ts'
import { usageError } from '../errors.ts'
import type { ClockKind } from '../time/clock.ts'
import { readDuration } from '../units.ts'
import type { Duration } from '../units.ts'

/**
 * What real I/O does in virtual time: fails, costs no virtual time, or lets the
 * clock run at the real rate while it is out.
 */
export type RealIoPolicy = 'error' | 'freeze' | 'flow'
/** What computing costs in virtual time: nothing, or as much as it really takes. */
export type CpuPolicy = 'ignore' | 'add'

/** How virtual time behaves. */
export interface VirtualTimeOptions {
  /**
   * What real I/O does to it, such as an unmocked request, a file, or a message to a worker thread: `'error'`
   * fails, `'freeze'` costs no virtual time, `'flow'` as much as it really takes.
   * Default: `'error'`.
   *
   * A plain connection, as to Redis, is waited for from a write until its answer has come and 50 ms have
   * been quiet; hold the clock, `perf.clock.pause(promise)`, for one that comes in pieces.
   */
  readonly realIO?: RealIoPolicy
  /**
   * What computing costs: `'ignore'` nothing, `'add'` as much as it really
   * takes, which differs from run to run. Default: `'ignore'`.
   */
  readonly cpu?: CpuPolicy
  /**
   * The most virtual time that one iteration may take: ms, or a string with a unit. Default: 1 hour.
   *
   * Whatever it says, a loop that never gets on fails after 2 s of real time: 100,000 waits of the same
   * length in a row, or as many turns of `setImmediate`, without an iteration's end or an answer from outside.
   */
  readonly maxVirtual?: Duration
  /** What `Date` says at the start: ms since 1970, a string that `Date` reads, or a date. Default: 2026-01-01T00:00:00Z. */
  readonly now?: number | string | Date
}

/** Options as they were read. */
export interface ReadVirtual {
  readonly realIO: RealIoPolicy
  readonly cpu: CpuPolicy
  readonly maxVirtualMs: number
  /** Ms since 1970. */
  readonly nowMs: number
}

export const VIRTUAL_KEYS: readonly (keyof VirtualTimeOptions)[] = ['realIO', 'cpu', 'maxVirtual', 'now']

/** Where nobody says anything else. */
export const VIRTUAL_DEFAULTS: ReadVirtual = {
  realIO: 'error',
  cpu: 'ignore',
  maxVirtualMs: 3_600_000,
  nowMs: Date.UTC(2026, 0, 1),
}

/**
 * Reads how virtual time behaves.
 *
 * @throws SkillperfError for a wrong value, or for one on the real clock, where it means nothing
 */
export function readVirtual(
  given: Readonly<Record<string, unknown>>,
  clock: ClockKind,
  place: string,
): ReadVirtual {
  const { realIO, cpu, maxVirtual, now } = given
  const stray = VIRTUAL_KEYS.find((key) => given[key] !== undefined)
  if (clock === 'real' && stray !== undefined) {
    throw usageError({
      place,
      rule: `\`${stray}\` is about virtual time, and this runs on the real clock`,
      fix: "Leave it out, or add { clock: 'virtual' }.",
    })
  }
  return {
    realIO:
      realIO === undefined
        ? VIRTUAL_DEFAULTS.realIO
        : oneOf(realIO, ['error', 'freeze', 'flow'], 'realIO', place),
    cpu: cpu === undefined ? VIRTUAL_DEFAULTS.cpu : oneOf(cpu, ['ignore', 'add'], 'cpu', place),
    maxVirtualMs:
      maxVirtual === undefined
        ? VIRTUAL_DEFAULTS.maxVirtualMs
        : readDuration(maxVirtual, '`maxVirtual`', place),
    nowMs: now === undefined ? VIRTUAL_DEFAULTS.nowMs : readNow(now, place),
  }
}

/** Options of `perf.virtual(fn, options)`. */
export interface VirtualOptions extends VirtualTimeOptions {
  /** Seed of the random streams, an integer. Default: the plugin's, which is 1. */
  readonly seed?: number
}

/** @throws SkillperfError for an unknown option, or a value out of its range */
export function readVirtualOptions(
  value: unknown,
  place: string,
): ReadVirtual & { readonly seed: number | undefined } {
  const given = plainObject(value, place, "Write perf.virtual(fn, { realIO: 'freeze' }).")
  knownKeys(given, [...VIRTUAL_KEYS, 'seed'], place)
  const { seed } = given
  return {
    ...readVirtual(given, 'virtual', place),
    seed: seed === undefined ? undefined : integer(seed, 'seed', place, 'Leave it out for the default, 1.'),
  }
}

function readNow(value: unknown, place: string): number {
  const ms =
    value instanceof Date || typeof value === 'string' || typeof value === 'number'
      ? new Date(value).getTime()
      : Number.NaN
  if (Number.isFinite(ms)) return ms
  throw usageError({
    place,
    rule: '`now` must be a point in time',
    received: { value },
    fix: "Write { now: '2026-01-01T00:00:00Z' }.",
  })
}
