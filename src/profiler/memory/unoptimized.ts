/** Flags of V8 that say whether it compiles hot code once more: then it inlines functions, and leaves allocations out. */
const TIERS = ['opt', 'maglev']

/**
 * Runs a function, sync or async, while no code of this process is optimised:
 * V8 charges what an inlined function allocates to the one around it, and takes
 * several allocations together, or leaves them out. What was optimised before
 * stays so.
 */
export async function unoptimized<T>(fn: () => Promise<T>): Promise<T> {
  const v8 = process.getBuiltinModule('node:v8')
  const given = [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/)]
  // What the user has set stays as it is.
  const free = TIERS.filter((tier) => !given.some((flag) => flag === `--no-${tier}` || flag === '--jitless'))
  for (const tier of free) v8.setFlagsFromString(`--no-${tier}`)
  try {
    return await fn()
  } finally {
    for (const tier of free) v8.setFlagsFromString(`--${tier}`)
  }
}
