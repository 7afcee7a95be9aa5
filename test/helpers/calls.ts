import type { CallCount } from '../../src/core/calls/call-count.ts'
import { CallLog } from '../../src/core/calls/call-log.ts'
import type { LoggedCall } from '../../src/core/calls/call-log.ts'
import type { CallAbout } from '../../src/core/calls/mocked-call.ts'
import { scopes } from '../../src/worker/scope.ts'

export const HTTP: CallAbout = { kind: 'http', method: 'GET', url: 'https://search.example/api' }

/** Calls a mock in the running iteration, which answers after so many ms; without them, never. */
export function callMock(name: string, ms?: number): LoggedCall {
  const log = scopes.getStore()?.iteration?.calls ?? new CallLog()
  const call = log.begin(name, HTTP, 0)
  if (ms !== undefined) log.end(call, { status: 200 }, ms)
  return call
}

/** The count of a mock that was called so often in each iteration, the first one first. */
export function countOf(calls: readonly number[], overrides: Partial<CallCount> = {}): CallCount {
  const total = calls.reduce((sum, n) => sum + n, 0)
  const max = Math.max(0, ...calls)
  return {
    total,
    perIteration: {
      min: calls.length === 0 ? 0 : Math.min(...calls),
      mean: calls.length === 0 ? 0 : total / calls.length,
      max,
      worst: calls.length === 0 ? undefined : calls.indexOf(max),
    },
    atOnce: 0,
    meanMs: 0,
    errors: 0,
    retries: 0,
    bytes: { sent: 0, received: 0 },
    ...overrides,
  }
}
