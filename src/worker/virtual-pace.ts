import type { Pace } from './load/pace.ts'
import type { VirtualClock } from './virtual/virtual-clock.ts'

/** Waits on a virtual clock, to the microsecond. */
export function virtualPace(clock: VirtualClock): Pace {
  return {
    clock: 'virtual',
    now: () => clock.now(),
    pause: (ms) => clock.sleep(ms),
    until: (leftMs) => clock.sleep(leftMs()),
    after(ms, act) {
      const canceled = new AbortController()
      clock.sleep(ms, canceled.signal).then(act, () => {})
      return () => canceled.abort()
    },
    progress: () => clock.progress(),
    // Its time stands still while code computes: each iteration is followed by a turn.
    turnEveryMs: -1,
  }
}
