import { usageError } from '../core/errors.ts'

/**
 * @param fix what to write instead
 * @throws SkillperfError for something that is no text, or an empty one
 */
export function readName(name: unknown, place: string, fix: string): string {
  if (typeof name === 'string' && name.trim() !== '') return name
  throw usageError({ place, rule: '`name` must be a text that is not empty', received: { value: name }, fix })
}
