import type { SpanAttributes } from '../../core/trace/span-table.ts'
import type { OpenSpan } from '../../profiler/listener.ts'
import type { EndableSpan } from './iteration-spans.ts'

/** Begins a span of ours within another; undefined where its trace is over. */
export function beginWithin(
  parent: OpenSpan,
  name: string,
  attributes?: SpanAttributes,
): EndableSpan | undefined {
  const span = parent.recorder.begin(name, parent, attributes)
  if (span === undefined) return undefined
  return {
    end: (failed) => {
      if (failed) span.fail(undefined)
      span.end()
    },
    setAttribute: (key, value) => span.setAttribute(key, value),
  }
}
