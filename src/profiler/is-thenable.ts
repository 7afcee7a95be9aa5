/** Whether a value is yet to come: a promise, or anything else that can be awaited. Never throws. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false
  try {
    return 'then' in value && typeof value.then === 'function'
  } catch {
    // A getter, or a proxy, that throws: so it will for whoever reads it.
    return false
  }
}
