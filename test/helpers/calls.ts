import type { Amount } from '../../src/core/calls/amount.ts'
import type { CallCount } from '../../src/core/calls/call-count.ts'
import { CallLog } from '../../src/core/calls/call-log.ts'
import type { LoggedCall } from '../../src/core/calls/call-log.ts'
import type { SeenLlm } from '../../src/core/calls/seen.ts'
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

/** What so much in each iteration comes to, the first one first. */
export function amountOf(each: readonly number[]): Amount {
  const total = each.reduce((sum, n) => sum + n, 0)
  const max = Math.max(0, ...each)
  return {
    total,
    perIteration: {
      min: each.length === 0 ? 0 : Math.min(...each),
      mean: each.length === 0 ? 0 : total / each.length,
      max,
      worst: each.length === 0 ? undefined : each.indexOf(max),
    },
  }
}

/** The count of a mock that was called so often in each iteration, the first one first. */
export function countOf(calls: readonly number[], overrides: Partial<CallCount> = {}): CallCount {
  return {
    ...amountOf(calls),
    atOnce: 0,
    meanMs: 0,
    errors: 0,
    retries: 0,
    repeats: 0,
    bytes: { sent: 0, received: 0 },
    ...overrides,
  }
}

/** What calls of language models came to: times in ms, one a call. */
export function llmOf({
  calls = 0,
  ttftMs = [],
  interTokenMs = [],
  perOutputTokenMs = [],
  tokensPerSecond = [],
  withinSlo,
}: {
  readonly calls?: number
  readonly ttftMs?: readonly number[]
  readonly interTokenMs?: readonly number[]
  readonly perOutputTokenMs?: readonly number[]
  readonly tokensPerSecond?: readonly number[]
  readonly withinSlo?: number
}): SeenLlm {
  const ns = (all: readonly number[]): Float64Array => Float64Array.from(all, (ms) => ms * 1e6)
  return {
    calls,
    ttftNs: ns(ttftMs),
    interTokenNs: ns(interTokenMs),
    perOutputTokenNs: ns(perOutputTokenMs),
    tokensPerSecond: Float64Array.from(tokensPerSecond),
    withinSlo,
  }
}
