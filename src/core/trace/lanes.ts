import type { SpanNode } from './span-node.ts'

/** A span as it is drawn: those within it lie in its lane, one after another. */
export interface Bar {
  readonly span: SpanNode
  readonly within: readonly Bar[]
}

/**
 * Lays the spans of a tree out so that in each lane they nest properly: one lies
 * wholly within another, or beside it. A child stays in its parent's lane if it
 * can; one that overlaps its sibling, or exceeds its parent, goes to the first
 * lane that is free from its start on.
 *
 * @returns the lanes, that of the root first
 */
export function layOutLanes(root: SpanNode): readonly (readonly Bar[])[] {
  const lanes: { readonly bars: Bar[]; endMs: number }[] = []
  /** Those that need a lane; the earliest is taken first, so that lanes fill up. */
  const waiting = [root]
  for (let span = takeEarliest(waiting); span !== undefined; span = takeEarliest(waiting)) {
    const { startMs, endMs } = span
    const free = lanes.find((lane) => lane.endMs <= startMs)
    const lane = free ?? { bars: [], endMs }
    if (free === undefined) lanes.push(lane)
    lane.bars.push(barOf(span, waiting))
    lane.endMs = endMs
  }
  return lanes.map(({ bars }) => bars)
}

function barOf(span: SpanNode, waiting: SpanNode[]): Bar {
  const within: Bar[] = []
  let reachedMs = span.startMs
  for (const child of span.children) {
    if (child.startMs < reachedMs || child.endMs > span.endMs) waiting.push(child)
    else {
      within.push(barOf(child, waiting))
      reachedMs = child.endMs
    }
  }
  return { span, within }
}

function takeEarliest(waiting: SpanNode[]): SpanNode | undefined {
  let earliest = 0
  for (const [i, span] of waiting.entries()) {
    if (span.startMs < (waiting[earliest]?.startMs ?? Infinity)) earliest = i
  }
  return waiting.splice(earliest, 1)[0]
}
