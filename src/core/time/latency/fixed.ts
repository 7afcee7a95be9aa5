import type { Duration } from '../../units.ts'
import { describedModel, readLatency } from './model.ts'
import type { LatencyModel } from './model.ts'

/**
 * A latency that is always the same.
 *
 * @param latency milliseconds from 0 up, or a string with a unit
 * @throws SkillperfError for a duration that is negative or not finite
 * @example tool.get('https://search.example/api', { latency: fixed(120) })
 */
export function fixed(latency: Duration): LatencyModel {
  const model = readLatency(latency, 'fixed()')
  return describedModel(`fixed(${model.description ?? ''})`, model)
}
