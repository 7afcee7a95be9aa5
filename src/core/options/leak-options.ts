import { readByteSize } from '../byte-size.ts'
import type { ByteSize } from '../byte-size.ts'
import { callable, knownKeys, oneOf, plainObject, wholeNumber } from '../check.ts'
import type { ClockKind } from '../time/clock.ts'
import { readDuration } from '../units.ts'
import type { Duration } from '../units.ts'

/** Options of `toNotLeakMemory`. */
export interface LeakOptions {
  /**
   * What each call may keep, and what has to be told apart from nothing: bytes, or a string with a unit.
   * Default: as little as can be seen, which is 4 B for a fast function, and said otherwise.
   */
  readonly limit?: ByteSize
  /**
   * Calls before anything is judged: for a bounded cache, more than it holds.
   * Default: 256 to 512 calls, and no longer than a twentieth of the time.
   */
  readonly warmup?: number
  /** How long it may take, in ms or as a string with a unit. Default: 10 s, and no more than the test's timeout leaves. */
  readonly maxTime?: Duration
  /** Called after each block of calls, before memory is looked at: to empty what is to be emptied. */
  readonly between?: () => unknown
  /** The clock that the function runs on. Default: the test's. */
  readonly clock?: ClockKind
}

/** Options as they were read. */
export interface ReadLeakOptions {
  readonly limitBytes: number | undefined
  readonly warmupCalls: number | undefined
  readonly maxTimeMs: number | undefined
  readonly between: (() => unknown) | undefined
  readonly clock: ClockKind | undefined
}

/** @throws SkillperfError for an unknown option, or a value out of its range */
export function readLeakOptions(value: unknown, place: string): ReadLeakOptions {
  const given =
    value === undefined
      ? {}
      : plainObject(value, place, `Write await expect(fn).${place}({ limit: '16 B' }).`)
  knownKeys(given, ['limit', 'warmup', 'maxTime', 'between', 'clock'], place)
  const { limit, warmup, maxTime, between, clock } = given
  return {
    limitBytes: limit === undefined ? undefined : readByteSize(limit, '`limit`', place),
    warmupCalls:
      warmup === undefined
        ? undefined
        : wholeNumber(warmup, 'warmup', place, 0, 'Leave it out for the default.'),
    maxTimeMs: maxTime === undefined ? undefined : readDuration(maxTime, '`maxTime`', place),
    between:
      between === undefined
        ? undefined
        : callable(between, 'between', place, 'Write { between: () => mock.mockClear() }.'),
    clock: clock === undefined ? undefined : oneOf<ClockKind>(clock, ['real', 'virtual'], 'clock', place),
  }
}
