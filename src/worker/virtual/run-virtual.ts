import { SkillperfError, callerPlace, errorAt } from '../../core/errors.ts'
import { randomStream } from '../../core/time/random.ts'
import { scopes } from '../scope.ts'
import { shared } from '../process-state.ts'
import { insideRun, setActiveRun, withTime } from './active-time.ts'
import type { ActiveRun } from './active-time.ts'
import { Activity } from './activity.ts'
import { Driver } from './driver.ts'
import { realIoError } from './guards.ts'
import type { RealWork } from './real-work.ts'
import { DEFAULTS } from './run-options.ts'
import type { VirtualOptions } from './run-options.ts'
import { hasClockShims, isForeignGlobal, restoreDate } from './shims/install.ts'
import { installSocketTimeout } from './shims/socket-timeout.ts'
import { Timeline } from './timeline.ts'
import { VirtualClock } from './virtual-clock.ts'
import { disguiseTimers } from './virtual-timer.ts'

const queue = shared('virtual runs', () => ({ last: Promise.resolve() }))

/**
 * Runs a function in virtual time: whatever it waits for passes at once, and
 * takes exactly as long as it says. Runs of one process queue for their turn.
 * Timers that are left over at its end go on in real time.
 *
 * @returns what the function returns
 * @throws what the function throws, or a timer of its
 * @throws SkillperfError where time cannot be virtual: real I/O that is not allowed, a function that never returns
 */
export async function runVirtual<T>(
  options: VirtualOptions,
  fn: (clock: VirtualClock) => T | PromiseLike<T>,
): Promise<T> {
  const place = callerPlace()
  requirePossible()
  disguiseTimers()
  installSocketTimeout()
  const leave = await takeTurn()
  try {
    return await run({ ...DEFAULTS, ...options }, fn)
  } catch (error) {
    throw error instanceof SkillperfError ? errorAt(place, error) : error
  } finally {
    leave()
  }
}

async function run<T>(
  options: Required<VirtualOptions>,
  fn: (clock: VirtualClock) => T | PromiseLike<T>,
): Promise<T> {
  const timeline = new Timeline(options.now, options.cpu === 'add')
  const active: ActiveRun = {
    timeline,
    random: randomStream(options.seed, 'Math.random'),
    test: scopes.getStore()?.test,
  }
  const failed = Promise.withResolvers<never>()
  let refused: RealWork | undefined
  const activity = new Activity(active, (work) => {
    if (options.realIO !== 'error') return
    // Node tells the request what it is about only after its beginning, and the code calls `pause` with what it has begun.
    queueMicrotask(() => {
      if (driver.held || refused !== undefined) return
      refused = work
      failed.reject(realIoError(work))
    })
  })
  const driver = new Driver(timeline, activity, options, failed.reject)
  setActiveRun(active)
  activity.start()
  driver.start()
  timeline.startCpu()
  try {
    const main = withTime(active, async () => fn(new VirtualClock(timeline, driver)))
    const value = await Promise.race([main, failed.promise])
    // It may have been quicker than the next look.
    if (refused !== undefined) throw realIoError(refused)
    return value
  } finally {
    driver.stop()
    activity.stop()
    setActiveRun(undefined)
    timeline.end()
  }
}

function requirePossible(): void {
  if (isForeignGlobal()) {
    throw new SkillperfError(
      'virtual time: this test runs in a vm context (pool: vmThreads or vmForks), whose clock is out of reach. ' +
        "Run it in a process or thread of its own: pool: 'forks' or pool: 'threads'.",
    )
  }
  restoreDate()
  if (!hasClockShims()) {
    throw new SkillperfError(
      'virtual time: setTimeout or Date is not the one that skillperf has put in place: fake timers are on, or an environment has replaced it. ' +
        'Call vi.useRealTimers() before; without the reporter and the plugin, add skillperf/setup to `setupFiles`.',
    )
  }
  if (insideRun()) {
    throw new SkillperfError(
      'virtual time: this code runs in virtual time already, and one run would wait for the other. Measure one after the other.',
    )
  }
}

/** Waits until no other run of this process is under way. */
async function takeTurn(): Promise<() => void> {
  const before = queue.last
  const turn = Promise.withResolvers<void>()
  queue.last = before.then(() => turn.promise)
  await before
  return turn.resolve
}
