import { SkillperfError } from '../../core/errors.ts'
import { formatExact } from '../../core/format.ts'

/** A loop waits for the time to pass by looking at it. */
export function busyWaitError(reads: number): SkillperfError {
  return new SkillperfError(
    `virtual time: the clock was read ${formatExact(reads)} times without a pause: a loop that waits by looking at it never ends, because virtual time stands still while code runs. ` +
      'Await a timer instead, or model the computing with perf.clock.work(ms).',
  )
}
