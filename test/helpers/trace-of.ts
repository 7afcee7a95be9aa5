import * as fc from 'fast-check'
import { NO_PARENT, SpanNames, SpanTable } from '../../src/core/trace/span-table.ts'

/** One span, as tests write it. Times are ms. */
export interface GivenSpan {
  readonly name?: string
  /** The number of its parent. Default: 0, the root; of the root itself none. */
  readonly parent?: number
  readonly startMs: number
  readonly endMs: number
  readonly failed?: boolean
  /** Nobody ended it. */
  readonly cut?: boolean
}

/** A trace of given spans, the root first. */
export function traceOf(spans: readonly GivenSpan[], names: SpanNames = new SpanNames()): SpanTable {
  const table = new SpanTable(names)
  for (const [
    nth,
    { name = 'a', parent = 0, startMs, endMs, failed = false, cut = false },
  ] of spans.entries()) {
    const span = table.begin(names.idOf(name), nth === 0 ? NO_PARENT : parent, startMs)
    if (cut) table.cutAt(span, endMs)
    else table.end(span, endMs, failed)
  }
  return table
}

/** Writes `[name, startMs, endMs, parent, …]`. */
export type ShortSpan = readonly [name: string, startMs: number, endMs: number, more?: Partial<GivenSpan>]

export function traceOfShort(spans: readonly ShortSpan[], names?: SpanNames): SpanTable {
  return traceOf(
    spans.map(([name, startMs, endMs, more]) => ({ name, startMs, endMs, ...more })),
    names,
  )
}

/**
 * Spans with whole times, in any order: children that overlap, that begin before
 * their parent or outlive it, that have no length, that failed or never ended.
 */
export const anySpans: fc.Arbitrary<readonly GivenSpan[]> = fc
  .tuple(
    fc.record({ lengthMs: fc.nat(60), failed: fc.boolean() }),
    fc.array(
      fc.record({
        name: fc.constantFrom('a', 'b', 'c'),
        parent: fc.nat(100),
        startMs: fc.nat(60),
        lengthMs: fc.nat(40),
        failed: fc.boolean(),
        cut: fc.nat(9).map((draw) => draw === 0),
      }),
      { maxLength: 14 },
    ),
  )
  .map(([{ lengthMs, failed }, spans]) => {
    const root: GivenSpan = { name: 'root', startMs: 5, endMs: 5 + lengthMs, failed }
    return [root].concat(spans.map(within))
  })

/** A drawn span, in one of those before it. */
function within(drawn: DrawnSpan, nth: number): GivenSpan {
  const { parent, lengthMs, ...span } = drawn
  return { ...span, parent: parent % (nth + 1), endMs: span.startMs + lengthMs }
}

interface DrawnSpan extends Omit<Required<GivenSpan>, 'endMs'> {
  readonly lengthMs: number
}
