import type { SpanNode } from './span-node.ts'

/** A span begins or ends in a lane. */
export interface Mark {
  readonly span: SpanNode
  readonly begins: boolean
}

/** What begins and ends, in this order; the one that began last ends first. */
export type Lane = readonly Mark[]

/** A span with those that are drawn within it. */
interface Strand {
  readonly marks: Lane
  readonly startMs: number
  readonly endMs: number
  lane: number | undefined
}

/**
 * Lays the spans of a tree out so that in each lane they nest properly: one lies
 * wholly within another, or beside it. A child stays in its parent's lane if it
 * can; one that overlaps its sibling, or exceeds its parent, goes to a lane that
 * is free from its start on.
 *
 * @returns the lanes, that of the root first: as few as there can be
 */
export function layOutLanes(root: SpanNode): readonly Lane[] {
  const [first, ...others] = strandsOf(root)
  if (first === undefined) return []
  const strands = [first, ...others.toSorted((a, b) => a.startMs - b.startMs)]
  // Of those that end together, one of no length comes last: it has not begun before the others end.
  const ending = strands.toSorted((a, b) => a.endMs - b.endMs || a.startMs - b.startMs)
  const lanes: Mark[][] = []
  const free: number[] = []
  let ended = 0
  for (const strand of strands) {
    for (let next = ending[ended]; next !== undefined; next = ending[++ended]) {
      if (next.lane === undefined || next.endMs > strand.startMs) break
      free.push(next.lane)
    }
    strand.lane = free.pop() ?? lanes.length
    const lane = (lanes[strand.lane] ??= [])
    for (const mark of strand.marks) lane.push(mark)
  }
  return lanes
}

function strandsOf(root: SpanNode): Strand[] {
  const heads = [root]
  const strands: Strand[] = []
  // It grows meanwhile.
  for (const head of heads) {
    const { startMs, endMs } = head
    strands.push({ marks: marksOf(head, heads), startMs, endMs, lane: undefined })
  }
  return strands
}

/**
 * Without recursion: a tree may be as deep as it has spans.
 *
 * @param elsewhere is given those that need another lane
 */
function marksOf(head: SpanNode, elsewhere: SpanNode[]): Lane {
  const marks: Mark[] = []
  const open: { readonly span: SpanNode; next: number; reachedMs: number }[] = []
  const begin = (span: SpanNode): void => {
    marks.push({ span, begins: true })
    open.push({ span, next: 0, reachedMs: span.startMs })
  }
  begin(head)
  for (let innermost = open.at(-1); innermost !== undefined; innermost = open.at(-1)) {
    const { span, reachedMs } = innermost
    const child = span.children[innermost.next++]
    if (child === undefined) {
      marks.push({ span, begins: false })
      open.pop()
    } else if (child.startMs < reachedMs || child.endMs > span.endMs) {
      elsewhere.push(child)
    } else {
      innermost.reachedMs = child.endMs
      begin(child)
    }
  }
  return marks
}
