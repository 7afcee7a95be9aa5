import type { Random } from '../../core/time/random.ts'

/** How fast tokens come. */
export interface TokenPace {
  /** Infinity where all come at once. */
  readonly tokensPerSecond: number
  /** Each gap is multiplied by a factor between 1 − jitter and 1 + jitter, all equally likely. */
  readonly jitter: number
}

/**
 * The gaps between one token and the next, in ms, without an end: whole
 * microseconds, so that sums are exact.
 *
 * @param random draws the jitter; not called without any
 */
export function* tokenGaps({ tokensPerSecond, jitter }: TokenPace, random: Random): Generator<number, never> {
  const gapMs = 1_000 / tokensPerSecond
  while (true) {
    const factor = jitter === 0 ? 1 : 1 + jitter * (2 * random() - 1)
    yield Math.round(gapMs * factor * 1_000) / 1_000
  }
}
