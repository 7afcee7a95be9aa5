import { knownKeys, oneOf, plainObject, wholeNumber } from '../check.ts'
import type { ClockKind } from '../time/clock.ts'
import { readDuration } from '../units.ts'
import type { Duration } from '../units.ts'

/** Options of `toHavePeakHeapBelow`. */
export interface PeakOptions {
  /** How long it may take, in ms or as a string with a unit. Default: 5 s, and no more than the test's timeout leaves. */
  readonly maxTime?: Duration
  /** The clock that the function runs on. Default: the test's. */
  readonly clock?: ClockKind
}

/** Options of `toAllocateBelow`. */
export interface AllocationOptions extends PeakOptions {
  /** Calls before any that count. Default: 50 ms of calls. */
  readonly warmup?: number
}

/** Options as they were read. */
export interface ReadPeakOptions {
  readonly maxTimeMs: number | undefined
  readonly clock: ClockKind | undefined
}

export interface ReadAllocationOptions extends ReadPeakOptions {
  readonly warmupCalls: number | undefined
}

/** @throws SkillperfError for an unknown option, or a value out of its range */
export function readAllocationOptions(value: unknown, place: string): ReadAllocationOptions {
  const given = readObject(value, place, '2KB')
  knownKeys(given, ['warmup', 'maxTime', 'clock'], place)
  const { warmup } = given
  return {
    ...readCommon(given, place),
    warmupCalls:
      warmup === undefined
        ? undefined
        : wholeNumber(warmup, 'warmup', place, 0, 'Leave it out for the default.'),
  }
}

/** @throws SkillperfError for an unknown option, or a value out of its range */
export function readPeakOptions(value: unknown, place: string): ReadPeakOptions {
  const given = readObject(value, place, '20MB')
  knownKeys(given, ['maxTime', 'clock'], place)
  return readCommon(given, place)
}

function readObject(value: unknown, place: string, limit: string): Readonly<Record<string, unknown>> {
  if (value === undefined) return {}
  return plainObject(value, place, `Write await expect(fn).${place}('${limit}', { maxTime: '2s' }).`)
}

function readCommon({ maxTime, clock }: Readonly<Record<string, unknown>>, place: string): ReadPeakOptions {
  return {
    maxTimeMs: maxTime === undefined ? undefined : readDuration(maxTime, '`maxTime`', place),
    clock: clock === undefined ? undefined : oneOf<ClockKind>(clock, ['real', 'virtual'], 'clock', place),
  }
}
