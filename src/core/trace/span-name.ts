import { show } from '../errors.ts'
import { escapeControls } from '../format.ts'
import { redact } from '../redact.ts'

const LONGEST_NAME = 200
const NO_NAME = '(no name)'

/** A span's name as it is kept: on one line, without control characters and secrets. It is never an error. */
export function readSpanName(name: unknown): string {
  const text = escapeControls(typeof name === 'string' ? name : show(name))
  return redact(text.trim() === '' ? NO_NAME : text.slice(0, LONGEST_NAME))
}
