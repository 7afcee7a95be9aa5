import type { FailureMode } from '../core/calls/failure-mode.ts'
import type { Answer } from './answer.ts'
import type { MockHandler } from './mock-handler.ts'
import { retryAfter } from './retry-after.ts'

/** What a failure of these kinds breaks is the body, half way. */
export const IN_THE_BODY = ['drop', 'stall', 'malformed'] as const

/** Whether a failure, or none, leaves the answer's beginning as it is. */
export function breaksBody(failure: FailureMode | undefined): boolean {
  return failure === undefined || IN_THE_BODY.some((kind) => kind === failure.kind)
}

/**
 * What comes in place of an answer where a call fails as a whole; undefined where it does not.
 *
 * @throws what a failure throws
 */
export function failedAnswer(
  handler: MockHandler,
  failure: FailureMode | undefined,
  request: Request,
): Answer | undefined {
  if (failure?.kind === 'network') {
    // What undici throws where it cannot connect.
    throw new TypeError('fetch failed', { cause: refusedBy(new URL(request.url).host) })
  }
  if (failure?.kind === 'throw') throw failure.error
  if (failure?.kind !== 'status') return undefined
  return handler.fail?.(failure) ?? failWith(failure)
}

function refusedBy(host: string): Error {
  return Object.assign(new Error(`connect ECONNREFUSED ${host}`), {
    code: 'ECONNREFUSED',
    syscall: 'connect',
  })
}

function failWith({ status, retryAfterMs, json }: Extract<FailureMode, { kind: 'status' }>): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...retryAfter(retryAfterMs) },
    body: JSON.stringify(json ?? { error: { message: `mocked failure with status ${status}` } }),
  }
}
