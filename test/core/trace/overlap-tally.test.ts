import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NAMES_COMPARED, OverlapTally } from '../../../src/core/trace/overlap-tally.ts'
import type { SpanOverlap } from '../../../src/core/trace/overlap-tally.ts'
import { NO_PARENT, SpanNames, SpanTable } from '../../../src/core/trace/span-table.ts'

/** A span to record: name, start, end, and the number of its parent in the list; the root is 0 and comes by itself. */
type Row = readonly [name: string, startMs: number, endMs: number, parent?: number]

function traceOf(names: SpanNames, rows: readonly Row[]): SpanTable {
  const table = new SpanTable(names)
  table.end(table.begin(names.idOf('research'), NO_PARENT, 0), 1_000)
  for (const [name, startMs, endMs, parent = 0] of rows) {
    table.end(table.begin(names.idOf(name), parent, startMs), endMs)
  }
  return table
}

/** What the tally finds in some iterations. */
function tallied(...iterations: readonly (readonly Row[])[]): readonly SpanOverlap[] {
  const names = new SpanNames()
  const tally = new OverlapTally()
  for (const [index, rows] of iterations.entries()) tally.add(index, traceOf(names, rows))
  return tally.result(names)
}

describe('OverlapTally', () => {
  test.for<[string, readonly (readonly Row[])[], readonly SpanOverlap[]]>([
    [
      'in parallel',
      [
        [
          ['a', 0, 10],
          ['b', 4, 12],
        ],
      ],
      [{ names: ['a', 'b'], iterations: 1, overlapping: 1, totalMs: 6, apart: undefined }],
    ],
    [
      'in series, touching',
      [
        [
          ['a', 0, 10],
          ['b', 10, 12],
        ],
      ],
      [{ names: ['a', 'b'], iterations: 1, overlapping: 0, totalMs: 0, apart: 0 }],
    ],
    [
      'only in the second iteration',
      [
        [
          ['a', 0, 10],
          ['b', 20, 30],
        ],
        [
          ['b', 0, 10],
          ['a', 9, 30],
        ],
      ],
      [{ names: ['a', 'b'], iterations: 2, overlapping: 1, totalMs: 1, apart: 0 }],
    ],
    ['one that is never there with the other', [[['a', 0, 10]], [['b', 0, 10]]], []],
    [
      'one within the other',
      [
        [
          ['a', 0, 10],
          ['b', 2, 8, 1],
        ],
      ],
      [{ names: ['a', 'b'], iterations: 1, overlapping: 0, totalMs: 0, apart: 0 }],
    ],
    [
      'one within, and one beside it',
      [
        [
          ['a', 0, 10],
          ['b', 2, 8, 1],
          ['b', 3, 20],
        ],
      ],
      [
        { names: ['a', 'b'], iterations: 1, overlapping: 1, totalMs: 7, apart: undefined },
        { names: ['b', 'b'], iterations: 1, overlapping: 1, totalMs: 5, apart: undefined },
      ],
    ],
    [
      'many of a name: time that both run counts once',
      [
        [
          ['a', 0, 10],
          ['a', 0, 10],
          ['b', 5, 9],
          ['b', 6, 20],
        ],
      ],
      [
        { names: ['a', 'a'], iterations: 1, overlapping: 1, totalMs: 10, apart: undefined },
        { names: ['a', 'b'], iterations: 1, overlapping: 1, totalMs: 5, apart: undefined },
        { names: ['b', 'b'], iterations: 1, overlapping: 1, totalMs: 3, apart: undefined },
      ],
    ],
    [
      'one that takes no time',
      [
        [
          ['a', 0, 10],
          ['b', 5, 5],
        ],
      ],
      [{ names: ['a', 'b'], iterations: 1, overlapping: 0, totalMs: 0, apart: 0 }],
    ],
    [
      'told in another order than they began',
      [
        [
          ['b', 5, 12],
          ['a', 0, 6],
        ],
      ],
      [{ names: ['b', 'a'], iterations: 1, overlapping: 1, totalMs: 1, apart: undefined }],
    ],
  ])('%s', ([, iterations, expected]) => {
    const byNames = (all: readonly SpanOverlap[]): SpanOverlap[] =>
      all.toSorted((x, y) => x.names.join().localeCompare(y.names.join()))
    expect(byNames(tallied(...iterations))).toStrictEqual(byNames(expected))
  })

  test('compares so many names, and no more', () => {
    const rows = Array.from({ length: NAMES_COMPARED + 20 }, (_, i): Row => [`n${i}`, 0, 1])
    const found = tallied(rows)
    // One of the names is the root's.
    expect(found).toHaveLength(((NAMES_COMPARED - 1) * (NAMES_COMPARED - 2)) / 2)
    expect(found.every(({ overlapping }) => overlapping === 1)).toBe(true)
  })

  test('a trace in parts: what goes on is compared with what comes later, and counted once', () => {
    const names = new SpanNames()
    const tally = new OverlapTally()
    const table = new SpanTable(names)
    const begin = (name: string, startMs: number): number => table.begin(names.idOf(name), 0, startMs)
    table.begin(names.idOf('research'), NO_PARENT, 0)
    begin('poll', 0)
    begin('watch', 2)
    table.end(begin('fetch', 5), 8)
    table.suspend(10)
    tally.addPart(table)
    table.resume()
    // Now 0 is the root, 1 polls and 2 watches.
    table.end(begin('fetch', 12), 20)
    table.end(1, 16)
    table.end(2, 30)
    table.end(0, 40)
    tally.add(0, table)
    const found = tally.result(names).map(({ names: [a, b], ...rest }) => [`${a}, ${b}`, rest])
    const once = { iterations: 1, overlapping: 1, apart: undefined }
    expect(Object.fromEntries(found)).toStrictEqual({
      'poll, watch': { ...once, totalMs: 14 },
      'poll, fetch': { ...once, totalMs: 7 },
      'watch, fetch': { ...once, totalMs: 11 },
      'fetch, fetch': { iterations: 1, overlapping: 0, totalMs: 0, apart: 0 },
    })
  })

  test('law: the same as comparing each span with each other one', () => {
    const span = fc.tuple(
      fc.constantFrom('a', 'b', 'c', 'd'),
      fc.nat({ max: 40 }),
      fc.nat({ max: 20 }),
      fc.nat({ max: 1_000 }),
    )
    fc.assert(
      fc.property(fc.array(span, { maxLength: 14 }), (spans) => {
        const rows = spans.map(([name, startMs, ms, parent], i): Row => [
          name,
          startMs,
          startMs + ms,
          parent % (i + 1),
        ])
        for (const { names, iterations, overlapping, totalMs } of tallied(rows)) {
          const naive = overlapMs(rows, names)
          expect(iterations).toBe(1)
          expect(totalMs).toBe(naive)
          expect(overlapping).toBe(naive > 0 ? 1 : 0)
        }
      }),
    )
  })
})

/** Whole milliseconds in which unrelated spans of two names run at once. */
function overlapMs(rows: readonly Row[], [a, b]: readonly [string, string]): number {
  const within = (inner: number, outer: number): boolean => {
    let span = inner + 1
    while (span > outer + 1) span = rows[span - 1]?.[3] ?? 0
    return span === outer + 1
  }
  const running = (at: number): number =>
    rows.some(([name, start, end], i) =>
      rows.some(
        ([other, from, until], j) =>
          i !== j &&
          name === a &&
          other === b &&
          start <= at &&
          at < end &&
          from <= at &&
          at < until &&
          !within(Math.max(i, j), Math.min(i, j)),
      ),
    )
      ? 1
      : 0
  return Array.from({ length: 61 }, (_, at) => running(at)).reduce<number>((sum, one) => sum + one, 0)
}
