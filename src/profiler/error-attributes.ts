import { printable } from '../core/format.ts'
import { redact } from '../core/redact.ts'
import { shortText } from '../core/short-text.ts'
import { messageOf, typeOfThrown } from '../core/thrown.ts'
import type { SpanAttributes } from '../core/trace/span-table.ts'

const LONGEST_MESSAGE = 500

/** An error goes through all spans around it. */
const known = new WeakMap<object, SpanAttributes>()

/** What is noted of an error: its type, and its message without secrets. Never throws. */
export function errorAttributes(thrown: unknown): SpanAttributes {
  if (typeof thrown !== 'object' || thrown === null) return describe(thrown)
  let attributes = known.get(thrown)
  if (attributes === undefined) known.set(thrown, (attributes = describe(thrown)))
  return attributes
}

function describe(thrown: unknown): SpanAttributes {
  const message = typeof thrown === 'string' ? thrown : messageOf(thrown)
  const text = redact(printable(shortText(message, LONGEST_MESSAGE)))
  return { 'error.type': printable(typeOfThrown(thrown)), ...(text !== '' && { 'error.message': text }) }
}
