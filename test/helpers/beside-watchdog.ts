import { runVirtual } from '../../src/worker/virtual/run-virtual.ts'

/** Does real work that is frozen beside a watchdog of a virtual second, after 5 virtual ms; whether that fired, and the time at the end. */
export function besideWatchdog(work: () => Promise<unknown>): Promise<{ fired: boolean; now: number }> {
  return runVirtual({ realIO: 'freeze' }, async (clock) => {
    let fired = false
    const watchdog = setTimeout(() => {
      fired = true
    }, 1_000)
    await clock.sleep(5)
    await work()
    clearTimeout(watchdog)
    return { fired, now: clock.now() }
  })
}
