/**
 * What V8 does for speed, and would spoil exact figures. Compiled once more, hot
 * code inlines functions, whose allocations are then charged to the one around;
 * it takes allocations together, or leaves them out. Compaction moves objects
 * that V8 has numbered, and it forgets who has allocated them.
 */
const FEATURES = ['opt', 'maglev', 'sparkplug', 'compact']

/**
 * Runs an async function while V8 does none of that, in this process. Code that
 * was compiled before stays so.
 *
 * @param fn is given a function that says so again: another thread may have ended a run of its own meanwhile
 */
export async function unoptimized<T>(fn: (again: () => void) => Promise<T>): Promise<T> {
  const v8 = process.getBuiltinModule('node:v8')
  const given = [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(/\s+/)]
  // What the user has turned off stays off.
  const on = FEATURES.filter((name) => !given.includes(`--no-${name}`) && !given.includes('--jitless'))
  const turn = (prefix: '--' | '--no-'): void => {
    for (const name of on) v8.setFlagsFromString(prefix + name)
  }
  turn('--no-')
  try {
    return await fn(() => turn('--no-'))
  } finally {
    turn('--')
  }
}
