import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NO_PARENT, SpanNames, SpanTable } from '../../../src/core/trace/span-table.ts'
import { treeOf } from '../../../src/core/trace/span-node.ts'
import { waterfallOf } from '../../../src/core/trace/waterfall.ts'
import { given, spansOf } from '../../helpers/spans-of.ts'

const tree = spansOf([
  {
    ms: 100,
    spans: [
      given('a', 0, 50, { within: [given('a1', 0, 10), given('a2', 10, 50, { failed: true })] }),
      given('b', 60, 65, { within: [given('b1', 60, 95)] }),
      given('c', 96, 100),
    ],
  },
]).slowest

describe('waterfallOf', () => {
  test('lists spans below their parents', () => {
    expect(tree && waterfallOf(tree, 40)).toStrictEqual({
      iteration: 0,
      durationMs: 100,
      rows: [
        { name: 'research', depth: 0, startMs: 0, endMs: 100, failed: false, unfinished: false },
        { name: 'a', depth: 1, startMs: 0, endMs: 50, failed: false, unfinished: false },
        { name: 'a1', depth: 2, startMs: 0, endMs: 10, failed: false, unfinished: false },
        { name: 'a2', depth: 2, startMs: 10, endMs: 50, failed: true, unfinished: false },
        { name: 'b', depth: 1, startMs: 60, endMs: 65, failed: false, unfinished: false },
        { name: 'b1', depth: 2, startMs: 60, endMs: 95, failed: false, unfinished: false },
        { name: 'c', depth: 1, startMs: 96, endMs: 100, failed: false, unfinished: false },
      ],
      leftOut: 0,
    })
  })

  test('keeps the longest spans, and what they are within', () => {
    const { rows, leftOut } = tree === undefined ? { rows: [], leftOut: 0 } : waterfallOf(tree, 5)
    expect(rows.map(({ name }) => name)).toStrictEqual(['research', 'a', 'a2', 'b', 'b1'])
    expect(leftOut).toBe(2)
  })

  test('law: whatever is left out, no span loses its parent', () => {
    const spans = fc.array(fc.tuple(fc.nat({ max: 1_000 }), fc.nat({ max: 50 }), fc.nat({ max: 50 })), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(spans, fc.integer({ min: 1, max: 20 }), (given, most) => {
        const table = new SpanTable(new SpanNames())
        table.end(table.begin(0, NO_PARENT, 0), 100)
        for (const [i, [parent, startMs, ms]] of given.entries()) {
          table.end(table.begin(0, parent % (i + 1), startMs), startMs + ms)
        }
        const { rows, leftOut } = waterfallOf({ iteration: 0, root: treeOf(table) }, most)
        expect(rows).toHaveLength(Math.min(most, given.length + 1))
        expect(leftOut).toBe(given.length + 1 - rows.length)
        expect(rows[0]?.depth).toBe(0)
        for (const [i, { depth }] of rows.entries()) {
          if (i > 0) expect(depth).toBeLessThanOrEqual((rows[i - 1]?.depth ?? 0) + 1)
        }
      }),
    )
  })

  test('takes a tree as deep as it has spans', () => {
    const table = new SpanTable(new SpanNames())
    table.end(table.begin(0, NO_PARENT, 0), 100)
    for (let span = 1; span < 20_000; span++) table.end(table.begin(0, span - 1, 0), 100)
    const { rows } = waterfallOf({ iteration: 0, root: treeOf(table) }, 3)
    expect(rows.map(({ depth }) => depth)).toStrictEqual([0, 1, 2])
  })
})
