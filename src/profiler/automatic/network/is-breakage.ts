/** What callers stop a request with. */
const STOPPED: readonly unknown[] = ['UND_ERR_ABORTED', 'ABORT_ERR']

/**
 * Whether a request ended with an error of the network. All of Node's and
 * undici's have a code; whatever else it ended with, its caller has given up,
 * which is no failure: neither is it one of mocks.
 */
export function isBreakage(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false
  return typeof error.code === 'string' && !STOPPED.includes(error.code)
}
