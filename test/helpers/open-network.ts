import { onTestFinished } from 'vitest'
import { CallLog } from '../../src/core/calls/call-log.ts'
import type { NetworkOptions, PerfNetwork } from '../../src/worker/network.ts'
import { createPerf } from '../../src/worker/perf.ts'
import type { Perf } from '../../src/worker/perf.ts'
import type { NetworkMock } from '../../src/worker/read-handlers.ts'
import type { TestRun } from '../../src/worker/test-run.ts'
import { inIteration } from './in-iteration.ts'
import { testRun } from './test-run.ts'

/** A test with an open network, and what its iteration has called. */
export interface OpenedNetwork {
  readonly run: TestRun
  readonly network: PerfNetwork
  readonly log: CallLog
  /** Runs an iteration in virtual time, and says how long it took. */
  virtually<T>(fn: () => Promise<T>): Promise<Awaited<ReturnType<Perf['virtual']>> & { readonly value: T }>
}

/** Opens a network until the running test ends. */
export function openNetwork(handlers: readonly NetworkMock[], options?: NetworkOptions): OpenedNetwork {
  const [run, log] = [testRun(), new CallLog()]
  const perf = createPerf(run)
  const network = perf.network(handlers, options)
  onTestFinished(() => network[Symbol.dispose]())
  return { run, network, log, virtually: (fn) => perf.virtual(() => inIteration(run, fn, log)) }
}
