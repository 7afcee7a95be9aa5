import * as fc from 'fast-check'
import type { Drawn } from './span-tree.ts'

interface Row {
  readonly name: string
  readonly startMs: number
  readonly durationMs: number
  /** Which of those before it is its parent. */
  readonly parent: number
}

/** Trees of spans that nest, overlap, exceed their parents, or take no time; times are whole ms. */
export const arbitraryTree: fc.Arbitrary<Drawn> = fc
  .array(
    fc.record<Row>({
      name: fc.constantFrom('a', 'b', 'c'),
      startMs: fc.nat(50),
      durationMs: fc.nat(50),
      parent: fc.nat(100),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((rows) => drawnOf(rows, 0))

function drawnOf(rows: readonly Row[], at: number): Drawn {
  const { name = '', startMs = 0, durationMs = 0 } = rows[at] ?? {}
  const children = rows.flatMap((row, i) => (i > at && row.parent % i === at ? [drawnOf(rows, i)] : []))
  return { name, startMs, endMs: startMs + durationMs, children }
}
