const KEY = 'skillperf.held'

/**
 * Puts values where an expression of the inspector's finds them, for as long as a function runs.
 *
 * @param use receives the expression that gives the list of them
 */
export function holdForInspector<T>(values: readonly unknown[], use: (expression: string) => T): T {
  const global = globalThis as Record<symbol, unknown>
  const key = Symbol.for(KEY)
  global[key] = values
  try {
    return use(`globalThis[Symbol.for(${JSON.stringify(KEY)})]`)
  } finally {
    delete global[key]
  }
}
