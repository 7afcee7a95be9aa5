import { installHosts } from './calls/host.ts'
import { installFetchShim } from './fetch-shim.ts'
import { scopes } from './scope.ts'
import { beginFunction, endFunction, endTest, isRunning, startTest } from './test-lifecycle.ts'
import { TestRunner, afterEach, aroundEach } from './vitest.ts'
import { installClockShims } from './virtual/shims/install.ts'

/** None: settling runs tests again, each within a time of its own, and must not be cut off by the user's hook timeout. */
const SETTLE_TIMEOUT_MS = 0

/**
 * Hooks for the tests of the file that is being loaded: `perf` on each
 * context, and the verdicts at each end. May be called twice for one file.
 */
export function installHooks(): void {
  installFetchShim()
  installHosts()
  installClockShims()
  aroundEach(async (runTest, { task }) => {
    // Two installations, the user's own and ours: the first one leads.
    if (isRunning(task)) return runTest()
    const { run } = startTest(task)
    encloseFunction(task.suite ?? task.file)
    run.beginHooks()
    await scopes.run({ test: run }, runTest)
    // A hook of the user's that threw has kept ours from running.
    await endTest(task)
  })
  afterEach(({ task }) => endTest(task), SETTLE_TIMEOUT_MS)
}

interface HookContext {
  readonly task: object
}

const lastBefore = ({ task }: HookContext): void => beginFunction(task)
const firstAfter = ({ task }: HookContext): void => endFunction(task)

/**
 * Puts our hooks next to the function of the tests of a suite. A setup file's
 * own hooks are the outermost ones; those of the suite itself, added when all
 * others are there, run last before the tests and, as Vitest turns the order
 * around by default, first after them.
 */
function encloseFunction(suite: Parameters<typeof TestRunner.getSuiteHooks>[0]): void {
  const hooks: { beforeEach: unknown[]; afterEach: unknown[] } = TestRunner.getSuiteHooks(suite)
  if (hooks.beforeEach.includes(lastBefore)) return
  hooks.beforeEach.push(lastBefore)
  hooks.afterEach.push(firstAfter)
}
