import { readSkillperfOptions } from '../core/options/skillperf-options.ts'
import type { SkillperfOptions } from '../core/options/skillperf-options.ts'

/** How users know the reporter's options, for errors. */
export const REPORTER_PLACE = "reporters: [['skillperf', { … }]]"

/**
 * The options of our reporter, as a config has it among its reporters: by its
 * name, or made already. None where it is not there.
 *
 * @param reporters the list, or a single one
 * @throws SkillperfError for an unknown option or a value out of its range
 */
export function reporterOptions(reporters: unknown): SkillperfOptions {
  const list: readonly unknown[] = Array.isArray(reporters) ? reporters : [reporters]
  for (const entry of list) {
    if (Array.isArray(entry) && entry[0] === 'skillperf')
      return readSkillperfOptions(entry[1], REPORTER_PLACE)
    if (typeof entry === 'object' && entry !== null && 'isSkillperfReporter' in entry)
      return readSkillperfOptions(Reflect.get(entry, 'options'), REPORTER_PLACE)
  }
  return {}
}
