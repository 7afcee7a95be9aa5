import { loadMeasuring } from './load-measuring.ts'
import { shared } from './process-state.ts'
import type { TestRun } from './test-run.ts'
import { TestRunner } from './vitest.ts'

/** Tests whose function runs on the virtual clock. */
const wanted = shared('virtual tests', () => new WeakMap<object, TestRun>())

type RunTask = (this: unknown, task: object) => unknown

/** Has the function of a test run on the virtual clock that its meta asks for. */
export function runVirtually(task: object, run: TestRun): void {
  wanted.set(task, run)
  shared('virtual test runner', () => {
    // The runner asks itself for how to run a function before it does it by itself: after the hooks, and after
    // a concurrent test has waited for its place.
    const runner = TestRunner.prototype as { runTask?: RunTask }
    const before = runner.runTask ?? callFunction
    runner.runTask = function runTask(test) {
      const virtual = wanted.get(test)
      const call = (): unknown => Reflect.apply(before, this, [test])
      return virtual === undefined ? call() : runOnClock(virtual, test, call)
    }
    return true
  })
}

function callFunction(task: object): unknown {
  const fn = TestRunner.getTestFn(task)
  return fn()
}

async function runOnClock(run: TestRun, task: object, fn: () => unknown): Promise<void> {
  wanted.delete(task)
  run.used = true
  const { runTestVirtually } = await loadMeasuring()
  await runTestVirtually(run, task, fn)
}
