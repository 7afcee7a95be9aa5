import { usageError } from '../core/errors.ts'
import { escapeControls, printable } from '../core/format.ts'

/**
 * For tests, which should tell of names that nobody can read.
 *
 * @throws SkillperfError for a name that is no text, empty, or has control characters
 */
export function requireSpanName(name: unknown): void {
  if (typeof name === 'string' && name.trim() !== '' && escapeControls(name) === name) return
  const readable = typeof name === 'string' ? printable(name) : ''
  throw usageError({
    place: 'span',
    rule: 'its name must be a text of one line without control characters',
    received: { value: name },
    fix: `Name it after what it does, such as ${JSON.stringify(readable || 'web_search')}.`,
  })
}
