import { knownKeys, plainObject } from '../../check.ts'
import { readDuration } from '../../units.ts'
import type { Duration } from '../../units.ts'
import { describedModel } from './model.ts'
import type { LatencyModel } from './model.ts'
import { standardNormal } from './standard-normal.ts'

/** Each draw is below 0 less than every second time: so many in a row are only seen with a made-up stream. */
const MOST_DRAWS = 100

/** A latency around a mean. */
export interface NormalOptions {
  /** Above 0. */
  readonly mean: Duration
  /** From 0 up. */
  readonly stdDev: Duration
}

/**
 * A latency around a mean, as likely above as below. No latency is negative: a
 * draw below 0 is drawn again. So this is the normal distribution truncated at
 * 0, whose mean is a little above `mean` where `stdDev` is more than a third of
 * it; a `lognormal` fits such latencies better.
 *
 * @throws SkillperfError for a mean or deviation that is no duration
 * @example tool.get('https://search.example/api', { latency: normal({ mean: 100, stdDev: 10 }) })
 */
export function normal(options: NormalOptions): LatencyModel {
  const place = 'normal({ mean, stdDev })'
  const given = plainObject(options, place, 'Write normal({ mean: 100, stdDev: 10 }).')
  knownKeys(given, ['mean', 'stdDev'], place)
  const mean = readDuration(given['mean'], '`mean`', place)
  const stdDev = readDuration(given['stdDev'], '`stdDev`', place, true)
  return describedModel(`normal(mean ${mean} ms, stdDev ${stdDev} ms)`, (random) => {
    for (let draws = 0; draws < MOST_DRAWS; draws++) {
      const ms = mean + stdDev * standardNormal(random)
      if (ms >= 0) return ms
    }
    return 0
  })
}
