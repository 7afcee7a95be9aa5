import { show, usageError } from '../core/errors.ts'
import { escapeControls, printable } from '../core/format.ts'
import { redact } from '../core/redact.ts'
import { shortText } from '../core/short-text.ts'

const LONGEST_NAME = 200
const NO_NAME = '(no name)'

/** A span's name as it is kept: on one line, without control characters and secrets. It is never an error. */
export function readSpanName(name: unknown): string {
  const text = typeof name === 'string' ? name : show(name)
  return redact(
    text.trim() === '' ? NO_NAME : shortText(escapeControls(shortText(text, LONGEST_NAME)), LONGEST_NAME),
  )
}

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
