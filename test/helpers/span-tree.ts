import { SpanTable } from '../../src/core/trace/span-table.ts'
import { SpanNames, NO_PARENT } from '../../src/core/trace/span-table.ts'
import type { SpanAttributes } from '../../src/core/trace/span-table.ts'
import { treeOf } from '../../src/core/trace/span-node.ts'
import type { SpanTree } from '../../src/core/trace/span-node.ts'
import { NO_SPANS } from '../../src/core/trace/spans.ts'
import type { Spans } from '../../src/core/trace/spans.ts'

/** A span with its times in ms, and those within it. */
export interface Drawn {
  readonly name: string
  readonly startMs: number
  readonly endMs: number
  readonly failed?: boolean
  readonly unfinished?: boolean
  readonly attributes?: SpanAttributes
  readonly children?: readonly Drawn[]
}

/** The tree of an iteration that went as it was drawn. */
export function drawTree(drawn: Drawn, iteration = 0): SpanTree {
  const table = new SpanTable(new SpanNames())
  const add = (
    { name, startMs, endMs, failed, unfinished, attributes, children }: Drawn,
    parent: number,
  ): void => {
    const span = table.begin(table.names.idOf(name), parent, startMs)
    if (attributes !== undefined) table.annotate(span, attributes)
    if (unfinished === true) table.cutAt(span, endMs)
    else table.end(span, endMs, failed)
    for (const child of children ?? []) add(child, span)
  }
  add(drawn, NO_PARENT)
  return { iteration, root: treeOf(table) }
}

/** The spans of a measurement of which these trees were kept. */
export function spansOf(...trees: readonly SpanTree[]): Spans {
  const sorted = trees.toSorted((a, b) => a.root.durationMs - b.root.durationMs)
  return {
    ...NO_SPANS,
    iterations: trees.length,
    trees,
    median: sorted[(sorted.length - 1) >>> 1],
    slowest: sorted.at(-1),
  }
}
