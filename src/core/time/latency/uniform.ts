import { knownKeys, plainObject } from '../../check.ts'
import { usageError } from '../../errors.ts'
import { readDuration } from '../../units.ts'
import type { Duration } from '../../units.ts'
import { describedModel } from './model.ts'
import type { LatencyModel } from './model.ts'

/** A latency anywhere between two. */
export interface UniformOptions {
  /** From 0 up. */
  readonly min: Duration
  /** At least `min`. */
  readonly max: Duration
}

/**
 * A latency that lies anywhere between two, as likely here as there. Handy for
 * the shape of a test; nothing in production looks like it.
 *
 * @throws SkillperfError for an end that is no duration, or `max` below `min`
 * @example tool.get('https://search.example/api', { latency: uniform({ min: 80, max: 120 }) })
 */
export function uniform(options: UniformOptions): LatencyModel {
  const place = 'uniform({ min, max })'
  const given = plainObject(options, place, 'Write uniform({ min: 80, max: 120 }).')
  knownKeys(given, ['min', 'max'], place)
  const min = readDuration(given['min'], '`min`', place, true)
  const max = readDuration(given['max'], '`max`', place, true)
  if (max < min) {
    throw usageError({
      place,
      rule: `\`max\` must not be below \`min\` (${min} ms)`,
      received: { value: max },
      fix: 'Swap the two.',
    })
  }
  return describedModel(`uniform(${min} to ${max} ms)`, (random) => min + (max - min) * random())
}
