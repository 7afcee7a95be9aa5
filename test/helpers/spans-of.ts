import { SpanCollector } from '../../src/core/trace/span-collector.ts'
import { NO_PARENT, SpanNames, SpanTable } from '../../src/core/trace/span-table.ts'
import type { Spans } from '../../src/core/trace/spans.ts'

/** A span within an iteration, or within another span; times in ms since the iteration began. */
export interface GivenSpan {
  readonly name: string
  readonly from: number
  readonly until: number
  readonly failed?: boolean
  /** Nobody ends it: it is cut at `until`. */
  readonly cut?: boolean
  readonly within?: readonly GivenSpan[]
}

/** An iteration: how long it took, and its spans. */
export interface GivenIteration {
  readonly ms: number
  readonly spans: readonly GivenSpan[]
}

/** `span('a', 0, 10)`, or with what is within it. */
export function given(
  name: string,
  from: number,
  until: number,
  more: Omit<GivenSpan, 'name' | 'from' | 'until'> = {},
): GivenSpan {
  return { name, from, until, ...more }
}

/** What the spans of some iterations come to, as a measurement has it. */
export function spansOf(
  iterations: readonly GivenIteration[],
  known: readonly string[] = [],
  name = 'research',
): Spans {
  const names = new SpanNames()
  const collector = new SpanCollector(names)
  for (const [index, { ms, spans }] of iterations.entries()) {
    const table = new SpanTable(names)
    const root = table.begin(names.idOf(name), NO_PARENT, 0)
    table.end(root, ms)
    for (const span of spans) add(table, span, root)
    collector.add(index, table)
  }
  return collector.spans(known)
}

function add(
  table: SpanTable,
  { name, from, until, failed, cut, within = [] }: GivenSpan,
  parent: number,
): void {
  const span = table.begin(table.names.idOf(name), parent, from)
  if (cut === true) table.cutAt(span, until)
  else table.end(span, until, failed)
  for (const inner of within) add(table, inner, span)
}
