import type { SpanAttributes } from '../../core/trace/span-table.ts'
import { hub } from '../hub.ts'
import { innermost } from '../innermost.ts'
import type { OpenSpan } from '../open-span.ts'

/**
 * The span that one of this name belongs to which begins now; undefined where
 * nobody wants to know of it.
 */
export function automaticParent(): OpenSpan | undefined {
  if (hub.listening === 0) return undefined
  // Whoever tells iterations apart says whether this is one: what others do is no reason to tell them apart.
  return hub.parentOf(innermost() ?? hub.current.getStore()?.recorder.root)
}

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
  const parent = automaticParent()
  if (parent === undefined || parent.name === name) return undefined
  return parent.recorder.begin(name, parent, attributes, startMs)
}
