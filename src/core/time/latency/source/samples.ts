import { usageError } from '../../../errors.ts'
import type { MeasuredRange } from '../empirical.ts'

/**
 * Reads latencies as they were measured.
 *
 * @param samples ms
 * @throws SkillperfError for one that is below 0 or not finite
 */
export function readSamples(samples: ArrayLike<unknown>, place: string): MeasuredRange[] {
  return Array.from(samples, (ms, i) => {
    if (typeof ms === 'number' && Number.isFinite(ms) && ms >= 0) return { lowMs: ms, highMs: ms, count: 1 }
    throw usageError({
      place,
      rule: `sample ${i} must be milliseconds from 0 up`,
      received: { value: ms },
      fix: 'Leave out what is no latency, such as calls that failed.',
    })
  })
}
