import { knownKeys, plainObject } from '../../check.ts'
import { usageError } from '../../errors.ts'
import { readDuration } from '../../units.ts'
import type { Duration } from '../../units.ts'
import { describedModel } from './model.ts'
import type { LatencyModel } from './model.ts'
import { standardNormal } from './standard-normal.ts'

/** The 95th percentile of the standard normal distribution. */
const Z95 = 1.6448536269514722

/** A lognormal latency by its median and its 95th percentile. */
export interface LognormalOptions {
  readonly p50: Duration
  /** At least `p50`. */
  readonly p95: Duration
}

/**
 * A latency with the long right tail that networks and models show: its
 * logarithm is normal with mean `ln p50` and standard deviation
 * `ln(p95 / p50) / 1.645`.
 *
 * @throws SkillperfError for a percentile that is no duration, or p95 below p50
 * @example tool.get('https://search.example/api', { latency: lognormal({ p50: 100, p95: 300 }) })
 */
export function lognormal(options: LognormalOptions): LatencyModel {
  const place = 'lognormal({ p50, p95 })'
  const given = plainObject(options, place, 'Write lognormal({ p50: 100, p95: 300 }).')
  knownKeys(given, ['p50', 'p95'], place)
  const p50 = readDuration(given['p50'], '`p50`', place)
  const p95 = readDuration(given['p95'], '`p95`', place)
  if (p95 < p50) {
    throw usageError({
      place,
      rule: `\`p95\` must not be below \`p50\` (${p50} ms)`,
      received: { value: p95 },
      fix: 'Swap the two, or use fixed(ms) for a latency without spread.',
    })
  }
  const mu = Math.log(p50)
  const sigma = Math.log(p95 / p50) / Z95
  return describedModel(`lognormal(p50 ${p50} ms, p95 ${p95} ms)`, (random) =>
    Math.exp(mu + sigma * standardNormal(random)),
  )
}
