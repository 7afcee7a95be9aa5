import { IterationSignals } from '../../src/worker/load/iteration-signals.ts'
import type { Work } from '../../src/worker/load/work.ts'
import { testRun } from './test-run.ts'

/** What a loop runs: a function that does nothing, without hooks, unless the argument says otherwise. */
export function workOf(overrides: Partial<Work> = {}): Work {
  return {
    fn: () => {},
    beforeEach: undefined,
    afterEach: undefined,
    timeoutMs: undefined,
    seed: 1,
    test: testRun(),
    signals: new IterationSignals(),
    ...overrides,
  }
}
