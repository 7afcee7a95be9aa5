import { lazyMatchers } from '../matchers/lazy.ts'
import { installFetchShim } from './worker/fetch-shim.ts'
import type { Perf } from './worker/perf.ts'
import { realTime } from './worker/real-time.ts'
import { endTest, isRunning, startTest } from './worker/test-lifecycle.ts'
import type { VitestTask } from './worker/test-lifecycle.ts'
import { test as base, expect } from './worker/vitest.ts'
import { installClockShims } from './worker/virtual/shims/install.ts'

export type {} from '../matchers/types.ts'
export type {} from './worker/vitest-types.ts'

expect.extend(lazyMatchers)
installFetchShim()
installClockShims()

/**
 * Vitest's `test` with a `perf` fixture, for fixtures of your own that need it:
 * `test.extend({ skill: async ({ perf }, use) => … })`. It works without the
 * reporter and the plugin, too.
 */
export const test: typeof base = base.extend<{ perf: Perf }>({
  perf: async ({ task }, use) => {
    const vitestTask: VitestTask = task
    // Hooks of ours have a timeout of their own to settle in, which a fixture has not.
    const led = isRunning(vitestTask)
    const { perf, run } = startTest(vitestTask)
    run.touch(realTime.now())
    await use(perf)
    if (!led) await endTest(vitestTask)
  },
})

export { expect }
