import { CallLog } from '../../src/core/calls/call-log.ts'
import { scopes } from '../../src/worker/scope.ts'
import type { TestRun } from '../../src/worker/test-run.ts'

/** Runs a function as if it belonged to an iteration, whose calls go to the log. */
export function inIteration<T>(test: TestRun, fn: () => T, calls: CallLog = new CallLog(), index = 0): T {
  return scopes.run({ test, iteration: { index, part: 'fn', seed: test.seed, calls, session: test } }, fn)
}
