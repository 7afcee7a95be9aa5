import type { SpanAttributes } from '../../core/trace/span-table.ts'
import { parentNow } from '../innermost.ts'
import type { OpenSpan } from '../open-span.ts'

/**
 * Begins a span that nobody has asked for, in the span that the running code is
 * in. A span of the same name around it stands for the same thing: there is no second one.
 *
 * @param startMs of the trace's clock. Default: now
 * @returns undefined where nobody wants it
 */
export function beginAutomatic(
  name: string,
  attributes?: SpanAttributes,
  startMs?: number,
): OpenSpan | undefined {
  const parent = parentNow()
  if (parent === undefined || parent.name === name) return undefined
  return parent.recorder.begin(name, parent, attributes, startMs)
}
