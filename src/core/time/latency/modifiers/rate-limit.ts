import { knownKeys, plainObject, wholeNumber } from '../../../check.ts'
import { formatCount, formatNumber } from '../../../format.ts'
import { readDuration, readRate } from '../../../units.ts'
import type { Duration, Rate } from '../../../units.ts'
import type { Modifier } from '../modifier.ts'

const TOO_MANY = 429
/** A virtual clock counts in µs: who waits to the µs must not come too early. */
const TOLERANCE_MS = 0.001

/** How many calls a tool takes. */
export interface RateLimitOptions {
  /** Calls per second, or a string such as `'500/min'`. */
  readonly rps: Rate
  /** Calls that may come at once after a pause. Default: those of a second, at least 1. */
  readonly burst?: number
  /** What who comes too soon is told to wait: ms, or a string with a unit. Default: until a call would pass, in whole ms. */
  readonly retryAfter?: Duration
}

/**
 * A token bucket on the test's clock: it is full at first, holds `burst`
 * tokens, and gets `rps` new ones a second. A call without a token is refused at
 * once, with status 429 and `retry-after`; it takes none.
 *
 * Kept as the generic cell rate algorithm does (ITU-T I.371): one time says how
 * full the bucket is.
 *
 * @throws SkillperfError for a rate, burst or duration that is none
 * @example tool.get('https://search.example/api', { modifiers: [rateLimit({ rps: 10, burst: 20 })] })
 */
export function rateLimit(options: RateLimitOptions): Modifier {
  const place = 'rateLimit({ rps, burst, retryAfter })'
  const given = plainObject(options, place, 'Write rateLimit({ rps: 10, burst: 20 }).')
  knownKeys(given, ['rps', 'burst', 'retryAfter'], place)
  const perSecond = readRate(given['rps'], '`rps`', place)
  const { burst = Math.max(1, Math.floor(perSecond)), retryAfter } = given
  const tokens = wholeNumber(burst, 'burst', place, 1, 'Leave it out for the calls of a second.')
  const toldMs = retryAfter === undefined ? undefined : readDuration(retryAfter, '`retryAfter`', place, true)
  const gapMs = 1_000 / perSecond
  const slackMs = (tokens - 1) * gapMs
  return {
    description: `rateLimit(${formatNumber(perSecond)}/s, ${formatCount(tokens, 'call')} at once)`,
    begin() {
      // When the bucket will be full again, but for one token.
      let fullMs = -Infinity
      return {
        admit({ nowMs }) {
          const waitMs = Math.max(fullMs, nowMs) - slackMs - nowMs
          if (waitMs <= TOLERANCE_MS) {
            fullMs = Math.max(fullMs, nowMs) + gapMs
            return undefined
          }
          return {
            kind: 'status',
            status: TOO_MANY,
            retryAfterMs: toldMs ?? Math.ceil(waitMs - TOLERANCE_MS),
          }
        },
      }
    },
  }
}
