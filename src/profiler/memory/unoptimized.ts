import { switchFeatures, switchableFeatures } from '../v8/v8-features.ts'

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
  const features = switchableFeatures(FEATURES)
  const turnOff = (): void => switchFeatures(features, false)
  turnOff()
  try {
    return await fn(turnOff)
  } finally {
    switchFeatures(features, true)
  }
}
