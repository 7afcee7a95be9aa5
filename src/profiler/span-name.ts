import { show, usageError } from '../core/errors.ts'
import { escapeControls, printable } from '../core/format.ts'
import { redact } from '../core/redact.ts'

const LONGEST_NAME = 200
const NO_NAME = '(no name)'

/**
 * A span's name as it is kept: on one line, without control characters and
 * secrets. In production a name is never an error.
 *
 * @param strict for tests, which should tell of names that nobody can read
 * @throws SkillperfError when strict, for a name that is no text, empty, or has control characters
 */
export function readSpanName(name: unknown, strict: boolean): string {
  const text = typeof name === 'string' ? name : show(name)
  const escaped = escapeControls(text)
  if (strict && (typeof name !== 'string' || name.trim() === '' || escaped !== text)) throw badName(name)
  return redact(escaped.trim() === '' ? NO_NAME : escaped.slice(0, LONGEST_NAME))
}

function badName(name: unknown): Error {
  const readable = typeof name === 'string' ? printable(name) : ''
  return usageError({
    place: 'span',
    rule: 'its name must be a text of one line without control characters',
    received: { value: name },
    fix: `Name it after what it does, such as ${JSON.stringify(readable || 'web_search')}.`,
  })
}
