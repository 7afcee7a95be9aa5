/** What callers stop a request with. */
const STOPPED: readonly unknown[] = ['UND_ERR_ABORTED', 'ABORT_ERR']
/** What axios stops a request with that takes too long. */
const TOO_LONG: readonly unknown[] = ['ETIMEDOUT', 'ECONNABORTED']

/**
 * Whether a request ended with an error of the network. All of Node's and
 * undici's have a code; whatever else it ended with, its caller has given up,
 * which is no failure: neither is it one of mocks.
 */
export function isBreakage(error: unknown): boolean {
  if (isTimeout(error)) return true
  return typeof codeOf(error) === 'string' && !STOPPED.includes(codeOf(error))
}

/** Whether its caller has given it up because it took too long, as `AbortSignal.timeout` does: that is a failure. */
export function isTimeout(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  if (('name' in error && error.name === 'TimeoutError') || TOO_LONG.includes(codeOf(error))) return true
  return 'cause' in error && error.cause !== error && isTimeout(error.cause)
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
