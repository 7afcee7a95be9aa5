/**
 * State that has to be one per process, however many copies of this module it
 * holds: a linked workspace package is evaluated once per test file.
 */
const registry = globalThis as unknown as Record<symbol, Map<string, unknown> | undefined>
const state = (registry[Symbol.for('skillperf.worker')] ??= new Map())

export function shared<T>(key: string, create: () => T): T {
  if (!state.has(key)) state.set(key, create())
  return state.get(key) as T
}
