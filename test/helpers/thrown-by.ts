/** What a call throws, or a promise rejects with; fails the test when it does neither. */
export function thrownBy(call: () => unknown): Error {
  try {
    call()
  } catch (error) {
    return asError(error)
  }
  throw new Error('expected the call to throw, but it returned')
}

export async function rejectionOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise
  } catch (error) {
    return asError(error)
  }
  throw new Error('expected the promise to reject, but it resolved')
}

function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown
  throw new Error(`expected an Error, received ${String(thrown)}`)
}
