import type { Clock } from '../core/time/clock.ts'
import { realClock } from './real-clock.ts'
import type { TestRun } from './test-run.ts'

/** The clock that a test runs on at each moment: a virtual one, or the real one. */
export function currentClock(run: TestRun): Clock {
  const now = (): Clock => run.clock ?? realClock
  return {
    get kind() {
      return now().kind
    },
    now: () => now().now(),
    sleep: (ms, signal) => now().sleep(ms, signal),
  }
}
