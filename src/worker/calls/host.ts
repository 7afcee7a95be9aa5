import { provideHosts } from '../../core/calls/mocked-call.ts'
import type { MockHost, TestHost } from '../../core/calls/mocked-call.ts'
import type { LoggedCall } from '../../core/calls/call-log.ts'
import type { Clock } from '../../core/time/clock.ts'
import { currentClock } from '../current-clock.ts'
import { loadMeasuring } from '../load-measuring.ts'
import { scopes } from '../scope.ts'
import { looseSpansOf } from '../spans/loose-spans-of.ts'
import type { TestRun } from '../test-run.ts'
import { LoggingCall } from './mocked-call.ts'
import type { Caller } from './mocked-call.ts'
import { stateOf } from './session.ts'

/**
 * What mocks get from a test.
 *
 * @param ended is told of each call that is to be kept, when it has ended, and by which iteration it was made
 */
export function createHost(
  run: TestRun,
  clock: Clock,
  ended: (call: LoggedCall, iteration: number | undefined) => void,
): MockHost {
  return {
    clock,
    fail: (error) => run.fail(error),
    warn: (message) => run.warn(message),
    async ready() {
      await loadMeasuring()
    },
    call(name, about) {
      run.calledMocks.add(name)
      const caller = callerIn(run)
      return new LoggingCall(name, about, caller, clock, (call) => {
        if (caller.unrecorded !== true) ended(call, caller.iteration)
      })
    },
  }
}

/** Lets mocks that no network hands a host to find the running test. */
export function installHosts(): void {
  provideHosts(() => {
    const run = scopes.getStore()?.test
    return run === undefined || run.ended ? undefined : hostOf(run)
  })
}

const hosts = new WeakMap<TestRun, TestHost>()

function hostOf(run: TestRun): TestHost {
  const host = hosts.get(run) ?? {
    ...createHost(run, currentClock(run), () => {}),
    ready: loadMeasuring,
    state: (key, create) => stateOf(callerIn(run).session, key, create),
  }
  hosts.set(run, host)
  return host
}

function callerIn(run: TestRun): Caller {
  const scope = scopes.getStore()
  const iteration = scope?.iteration
  if (iteration === undefined) {
    const spans = looseSpansOf(scope ?? { test: run })
    return { log: run.loose, seed: run.seed, iteration: undefined, which: 'loose', session: run, spans }
  }
  const { index, part, seed, calls, session, spans = looseSpansOf(scope), unrecorded } = iteration
  return { log: calls, seed, iteration: index, which: `${part} ${index}`, session, spans, unrecorded }
}
