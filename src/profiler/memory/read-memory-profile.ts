import { callable } from '../../core/check.ts'
import { readMemoryOptions } from '../../core/options/memory-options.ts'
import type { ReadMemory } from '../../core/options/memory-options.ts'

/**
 * Reads a call for a memory profile.
 *
 * @param place `perf.memory`
 * @throws SkillperfError for something that is no function, or wrong options
 */
export function readMemoryProfile(
  fn: unknown,
  options: unknown,
  place: string,
): { readonly work: () => unknown; readonly read: ReadMemory } {
  const fix = `Write ${place}(() => research(query)): a function to call, not its result.`
  const work = callable(fn, 'fn', place, fix)
  return { work, read: readMemoryOptions(options === undefined ? {} : options, place) }
}
