import * as matchers from '../matchers/index.ts'
import { endTest, startTest } from './worker/install.ts'
import type { VitestTask } from './worker/install.ts'
import type { Perf } from './worker/perf.ts'
import { test as base, expect } from './worker/vitest.ts'

export type {} from '../matchers/types.ts'
export type {} from './worker/vitest-types.ts'

expect.extend(matchers)

/**
 * Vitest's `test` with a `perf` fixture, for fixtures of your own that need it:
 * `test.extend({ skill: async ({ perf }, use) => … })`. It works without the
 * reporter and the plugin, too.
 */
export const test: typeof base = base.extend<{ perf: Perf }>({
  perf: async ({ task }, use) => {
    const vitestTask = task as unknown as VitestTask
    await use(startTest(vitestTask).perf)
    await endTest(vitestTask)
  },
})

export { expect }
