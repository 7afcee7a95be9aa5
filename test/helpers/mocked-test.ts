import { onTestFinished } from 'vitest'
import type { NetworkHandler } from '../../src/core/network.ts'
import { createPerf } from '../../src/worker/perf.ts'
import type { Perf } from '../../src/worker/perf.ts'
import type { PerfNetwork } from '../../src/worker/network.ts'
import type { TestRun } from '../../src/worker/test-run.ts'
import { testRun } from './test-run.ts'

/** A test with mocks, as a user would write it. */
export interface MockedTest {
  readonly perf: Perf
  readonly network: PerfNetwork
  readonly run: TestRun
  /** Runs a function on one of the clocks. */
  readonly on: <T>(clock: 'real' | 'virtual', fn: () => Promise<T>) => Promise<T>
}

/** Opens mocks until the running test ends. */
export function withMocks(...handlers: readonly NetworkHandler[]): MockedTest {
  const run = testRun()
  const perf = createPerf(run)
  const network = perf.network(handlers)
  onTestFinished(() => network[Symbol.dispose]())
  return {
    perf,
    network,
    run,
    on: async (clock, fn) => (clock === 'real' ? fn() : (await perf.virtual(fn)).value),
  }
}
