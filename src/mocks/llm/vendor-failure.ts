import type { FailureMode } from '../../core/calls/failure-mode.ts'
import type { Answer } from '../answer.ts'
import { retryAfter } from '../retry-after.ts'
import { JSON_HEADERS } from './wire-format.ts'

type StatusMode = Extract<FailureMode, { kind: 'status' }>

/** What a vendor sends with a status: its own body, and when to try again. */
export function vendorFailure(
  { status, retryAfterMs, json }: StatusMode,
  bodyOf: (status: number) => object,
): Answer {
  return {
    status,
    headers: { ...JSON_HEADERS, ...retryAfter(retryAfterMs) },
    body: JSON.stringify(json ?? bodyOf(status)),
  }
}
