import type { FailureMode } from '../core/calls/failure-mode.ts'

/** What a failure throws where there is no HTTP to say it by. */
export function failureError(name: string, failure: FailureMode): Error {
  if (failure.kind === 'throw') return failure.error
  const what = failure.kind === 'status' ? `status ${failure.status}` : failure.kind
  return new Error(`mocked failure of "${name}": ${what}`)
}
