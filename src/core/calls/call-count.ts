import type { Amount } from './amount.ts'

/** Calls to one mock, failed attempts included. */
export interface CallCount extends Amount {
  /** The most calls of this name that one iteration had in flight at once. */
  readonly atOnce: number
  /** Mean milliseconds from request to the end of the response, of the calls that ended within their iteration; 0 without any. */
  readonly meanMs: number
  /** Calls that failed: without a response, with a status from 400 up, or with a body that broke off. */
  readonly errors: number
  /** Calls that asked what a call before had asked, which had failed or was given up. */
  readonly retries: number
  /** Calls that asked the same as one before, which had not failed. */
  readonly repeats: number
  /** Bytes of bodies, of requests and of answers. */
  readonly bytes: { readonly sent: number; readonly received: number }
}
