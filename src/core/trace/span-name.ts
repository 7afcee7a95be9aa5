import { show } from '../errors.ts'
import { escapeControls } from '../format.ts'
import { redact } from '../redact.ts'
import { shortText } from '../short-text.ts'

const LONGEST_NAME = 200
const NO_NAME = '(no name)'

/** A span's name as it is kept: on one line, without control characters and secrets. It is never an error. */
export function readSpanName(name: unknown): string {
  const text = shortText(typeof name === 'string' ? name : show(name), LONGEST_NAME)
  return redact(text.trim() === '' ? NO_NAME : shortText(escapeControls(text), LONGEST_NAME))
}
