import { installFetchShim } from './fetch-shim.ts'
import { scopes } from './scope.ts'
import { endTest, isRunning, startTest } from './test-lifecycle.ts'
import { afterEach, aroundEach } from './vitest.ts'

/** Settling must not be cut off by a short hook timeout of the user's. */
const SETTLE_TIMEOUT_MS = 30_000

/**
 * Hooks for the tests of the file that is being loaded: `perf` on each
 * context, and the verdicts at each end. May be called twice for one file.
 */
export function installHooks(): void {
  installFetchShim()
  aroundEach(async (runTest, { task }) => {
    // Two installations, the user's own and ours: the first one leads.
    if (isRunning(task)) return runTest()
    const { run } = startTest(task)
    await scopes.run({ test: run }, runTest)
    // A hook of the user's that threw has kept ours from running.
    await endTest(task)
  })
  afterEach(({ task }) => endTest(task), SETTLE_TIMEOUT_MS)
}
