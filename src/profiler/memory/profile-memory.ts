import type { MemoryProfile } from '../../core/memory/memory-profile.ts'
import type { MemoryOptions } from '../../core/options/memory-options.ts'

/** The timer as it was when this was loaded: nobody has put a fake in its place yet. */
const { setImmediate } = globalThis

/**
 * Calls a function, sync or async, once or several times, and tells who has
 * allocated memory, and whose is still there: by function, file and line. A
 * returned stream is read to its end.
 *
 * @param fn its result is not kept: it is still there only if somebody else holds it
 * @throws what the function throws; SkillperfError for a wrong call, while another
 *   memory profile is running in this thread, and where memory cannot be profiled
 */
export async function profileMemory(fn: () => unknown, options: MemoryOptions = {}): Promise<MemoryProfile> {
  return profileNamed(undefined, fn, options, 'profileMemory')
}

/**
 * As {@link profileMemory}.
 *
 * @param name of what is profiled; undefined for that of the function
 */
export async function profileNamed(
  name: string | undefined,
  fn: unknown,
  options: unknown,
  place: string,
): Promise<MemoryProfile> {
  // Loaded for those who ask for it: the profiler goes to production.
  const { profileInProgram } = await import('./memory-profiler.ts')
  return profileInProgram(fn, options, { place, name, turn: () => new Promise((go) => setImmediate(go)) })
}
