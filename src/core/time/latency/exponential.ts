import { knownKeys, plainObject } from '../../check.ts'
import { readDuration } from '../../units.ts'
import type { Duration } from '../../units.ts'
import { describedModel } from './model.ts'
import type { LatencyModel } from './model.ts'

/** A latency without memory. */
export interface ExponentialOptions {
  /** Above 0. The median is `mean × ln 2`, the 95th percentile `mean × ln 20`. */
  readonly mean: Duration
}

/**
 * A latency without memory: however long a call has taken, it is as likely to
 * end in the next moment. The service time of queueing theory (M/M/1). Drawn by
 * inversion: `−mean × ln(1 − u)`.
 *
 * @throws SkillperfError for a mean that is no duration above 0
 * @example tool.get('https://search.example/api', { latency: exponential({ mean: 100 }) })
 */
export function exponential(options: ExponentialOptions): LatencyModel {
  const place = 'exponential({ mean })'
  const given = plainObject(options, place, 'Write exponential({ mean: 100 }).')
  knownKeys(given, ['mean'], place)
  const mean = readDuration(given['mean'], '`mean`', place)
  return describedModel(`exponential(mean ${mean} ms)`, (random) => -mean * Math.log1p(-random()))
}
