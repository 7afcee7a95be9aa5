import { elapsedMs, wholeNs } from '../elapsed-ms.ts'
import { ChildIndex } from './child-index.ts'
import { selfTimes } from './self-time.ts'
import type { SpanAttributes, Trace } from './span-table.ts'

/** A span with its children, in order of their starts. Times are ms since the root began. */
export interface SpanNode {
  readonly name: string
  readonly startMs: number
  readonly endMs: number
  readonly durationMs: number
  /** Without the time in which a child was running. */
  readonly selfMs: number
  readonly failed: boolean
  /** Nobody ended it: it was cut when the iteration ended. */
  readonly unfinished: boolean
  readonly attributes: SpanAttributes
  readonly children: readonly SpanNode[]
}

/** The tree of one iteration. */
export interface SpanTree {
  readonly iteration: number
  readonly root: SpanNode
}

export function treeOf(trace: Trace): SpanNode {
  const children = new ChildIndex().fill(trace)
  const selfMs = selfTimes(trace, children)
  const zeroMs = trace.startMs(0)
  // Children come after their parents, so that the last ones are built first.
  const nodes: SpanNode[] = Array.from({ length: trace.length })
  for (let span = trace.length - 1; span >= 0; span--) {
    const startMs = elapsedMs(zeroMs, trace.startMs(span))
    const endMs = elapsedMs(zeroMs, trace.endMs(span))
    nodes[span] = {
      name: trace.names.nameOf(trace.nameId(span)),
      startMs,
      endMs,
      durationMs: elapsedMs(startMs, endMs),
      selfMs: wholeNs(selfMs[span] ?? 0),
      failed: trace.failed(span),
      unfinished: trace.cut(span),
      attributes: trace.attributes(span) ?? {},
      children: childNodes(nodes, children, span),
    }
  }
  const [root] = nodes
  if (root === undefined) throw new Error('a trace without a root')
  return root
}

function childNodes(nodes: readonly SpanNode[], children: ChildIndex, span: number): SpanNode[] {
  const found: SpanNode[] = []
  for (let place = children.first(span); place < children.end(span); place++) {
    const node = nodes[children.at(place)]
    if (node !== undefined) found.push(node)
  }
  return found
}
