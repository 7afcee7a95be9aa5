import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { layOutLanes } from '../../../src/core/trace/lanes.ts'
import type { Lane } from '../../../src/core/trace/lanes.ts'
import type { SpanNode } from '../../../src/core/trace/span-node.ts'
import { arbitraryTree } from '../../helpers/arbitrary-tree.ts'
import { treeOf } from '../../../src/core/trace/span-node.ts'
import { traceOf } from '../../helpers/trace-of.ts'
import type { GivenSpan } from '../../helpers/trace-of.ts'
import { drawTree } from '../../helpers/span-tree.ts'
import type { Drawn } from '../../helpers/span-tree.ts'

/** `root(a b)`: what lies in what. */
function show(lane: Lane): string {
  return lane
    .map(({ span, begins }) => (begins ? ` ${span.name}(` : ')'))
    .join('')
    .replaceAll('( ', '(')
    .replaceAll('()', '')
    .trim()
}

function lanesOf(children: readonly Drawn[]): string[] {
  const { root } = drawTree({ name: 'root', startMs: 0, endMs: 100, children })
  return layOutLanes(root).map(show)
}

const a = { name: 'a', startMs: 0, endMs: 40 }
const b = { name: 'b', startMs: 40, endMs: 60 }
const c = { name: 'c', startMs: 30, endMs: 50 }

test.for<readonly [string, readonly Drawn[], readonly string[]]>([
  ['one after another', [a, b], ['root(a b)']],
  ['one within another', [{ ...a, children: [{ ...c, endMs: 35 }] }, b], ['root(a(c) b)']],
  ['an overlap', [a, c], ['root(a)', 'c']],
  ['what comes after an overlap goes where it can', [a, c, { ...b, startMs: 50 }], ['root(a b)', 'c']],
  ['many at once', [a, { ...a, name: 'a2' }, { ...a, name: 'a3' }], ['root(a)', 'a2', 'a3']],
  [
    'a lane is used again when it is free',
    [a, { ...a, name: 'a2' }, b, { ...b, name: 'b2' }],
    ['root(a b)', 'a2 b2'],
  ],
  ['a child that outlives its parent', [{ ...a, children: [c] }], ['root(a)', 'c']],
  [
    'what lies within one that overlaps',
    [a, { ...c, children: [{ name: 'd', startMs: 31, endMs: 32 }] }],
    ['root(a)', 'c(d)'],
  ],
  [
    'no time at all',
    [
      { ...a, endMs: 0 },
      { ...a, name: 'a2', endMs: 0 },
    ],
    ['root(a a2)'],
  ],
])('%s', ([, children, expected]) => {
  expect(lanesOf(children)).toStrictEqual(expected)
})

test('each span is drawn once, in each lane they nest properly', () => {
  fc.assert(
    fc.property(arbitraryTree, (drawn) => {
      const { root } = drawTree(drawn)
      const lanes = layOutLanes(root)
      const begun = lanes.flat().flatMap(({ span, begins }) => (begins ? [span] : []))
      expect(new Set(begun)).toStrictEqual(new Set(allIn(root)))
      expect(begun).toHaveLength(allIn(root).length)
      for (const lane of lanes) requireNested(lane)
      expect(lanes[0]?.[0]?.span).toBe(root)
    }),
  )
})

function requireNested(lane: Lane): void {
  const open: SpanNode[] = []
  let reachedMs = -Infinity
  for (const { span, begins } of lane) {
    const ms = begins ? span.startMs : span.endMs
    expect(ms).toBeGreaterThanOrEqual(reachedMs)
    reachedMs = ms
    if (begins) open.push(span)
    else expect(open.pop()).toBe(span)
  }
  expect(open).toStrictEqual([])
}

/** A root with many more, one within another or all at once. */
function manyOf(count: number, more: (nth: number) => GivenSpan): SpanNode {
  const root = { name: 'root', startMs: 0, endMs: count }
  return treeOf(traceOf([root, ...Array.from({ length: count }, (_, nth) => more(nth))]))
}

test('spans of any depth are drawn', () => {
  const lanes = layOutLanes(manyOf(100_000, (nth) => ({ parent: nth, startMs: 0, endMs: 1 })))
  expect(lanes.map((lane) => lane.length)).toStrictEqual([200_002])
})

test('very many spans at once are drawn, in a time that is no square of their number', () => {
  const lanes = layOutLanes(manyOf(100_000, (nth) => ({ startMs: nth, endMs: nth + 50_000 })))
  expect(lanes).toHaveLength(50_000)
})

function allIn(span: SpanNode): SpanNode[] {
  return [span, ...span.children.flatMap(allIn)]
}
