import type { SpanNode, SpanTree } from './span-node.ts'

/** A span of a waterfall. Times are ms since the iteration began. */
export interface WaterfallRow {
  readonly name: string
  /** 0 for the iteration itself. */
  readonly depth: number
  readonly startMs: number
  readonly endMs: number
  readonly failed: boolean
  /** Nobody ended it. */
  readonly unfinished: boolean
}

/** The spans of one iteration, each below its parent, in order of their starts. */
export interface Waterfall {
  readonly iteration: number
  readonly durationMs: number
  readonly rows: readonly WaterfallRow[]
  /** Spans that there was no room for: the shortest ones. */
  readonly leftOut: number
}

interface Listed {
  readonly node: SpanNode
  readonly depth: number
  readonly parent: number
  /** Of the longest span within, itself included: so that a long span does not lose its parents. */
  longestMs: number
}

/**
 * Lists the spans of a tree.
 *
 * @param most rows; of more spans the longest ones are kept, with all that they are within
 */
export function waterfallOf({ iteration, root }: SpanTree, most: number): Waterfall {
  const listed = list(root)
  for (let i = listed.length - 1; i > 0; i--) {
    const one = listed[i]
    const parent = one && listed[one.parent]
    if (parent !== undefined) parent.longestMs = Math.max(parent.longestMs, one?.longestMs ?? 0)
  }
  const kept = listed
    .map(({ longestMs }, index) => ({ longestMs, index }))
    .toSorted((a, b) => b.longestMs - a.longestMs || a.index - b.index)
    .slice(0, most)
    .toSorted((a, b) => a.index - b.index)
    .flatMap(({ index }) => listed[index] ?? [])
  return {
    iteration,
    durationMs: root.durationMs,
    rows: kept.map(({ node, depth }) => ({
      name: node.name,
      depth,
      startMs: node.startMs,
      endMs: node.endMs,
      failed: node.failed,
      unfinished: node.unfinished,
    })),
    leftOut: listed.length - kept.length,
  }
}

/** Each span before its children. Without recursion: a tree may be as deep as it has spans. */
function list(root: SpanNode): Listed[] {
  const listed: Listed[] = []
  const open = [{ node: root, depth: 0, parent: -1 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const index = listed.length
    listed.push({ ...next, longestMs: next.node.durationMs })
    for (const node of next.node.children.toReversed()) {
      open.push({ node, depth: next.depth + 1, parent: index })
    }
  }
  return listed
}
