import { readDuration } from '../../units.ts'
import type { Duration } from '../../units.ts'
import { describedModel } from './model.ts'
import type { LatencyModel } from './model.ts'

/**
 * A latency that is always the same.
 *
 * @param latency milliseconds from 0 up, or a string with a unit
 * @throws SkillperfError for a duration that is negative or not finite
 * @example tool.get('https://search.example/api', { latency: fixed(120) })
 */
export function fixed(latency: Duration): LatencyModel {
  const ms = readDuration(latency, '`latency`', 'fixed()', true)
  return describedModel(`fixed(${ms} ms)`, () => ms)
}
