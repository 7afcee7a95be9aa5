import type { Timing } from '../../core/timing.ts'
import { shared } from '../process-state.ts'
import type { RealTimes } from './measure-row.ts'

const times = shared('real times', () => new WeakMap<Timing, RealTimes>())

/** Keeps what a measurement has left for a comparison. */
export function keepRealTimes(run: Timing, found: RealTimes): void {
  times.set(run, found)
}

/** What a measurement has left for a comparison; undefined where the reference did not run. */
export function realTimesFrom(run: Timing): RealTimes | undefined {
  return times.get(run)
}
