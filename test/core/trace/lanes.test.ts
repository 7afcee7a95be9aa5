import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { layOutLanes } from '../../../src/core/trace/lanes.ts'
import type { Bar } from '../../../src/core/trace/lanes.ts'
import type { SpanNode } from '../../../src/core/trace/span-node.ts'
import { arbitraryTree } from '../../helpers/arbitrary-tree.ts'
import { drawTree } from '../../helpers/span-tree.ts'
import type { Drawn } from '../../helpers/span-tree.ts'

/** `root(a b)`: what lies in what. */
function show({ span, within }: Bar): string {
  return within.length === 0 ? span.name : `${span.name}(${within.map(show).join(' ')})`
}

function lanesOf(children: readonly Drawn[]): string[] {
  const { root } = drawTree({ name: 'root', startMs: 0, endMs: 100, children })
  return layOutLanes(root).map((bars) => bars.map(show).join(' '))
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

test('each span is drawn once, and in each lane they nest properly', () => {
  fc.assert(
    fc.property(arbitraryTree, (drawn) => {
      const { root } = drawTree(drawn)
      const drawnSpans: SpanNode[] = []
      const requireNested = (bars: readonly Bar[], fromMs: number, untilMs: number): void => {
        let reachedMs = fromMs
        for (const { span, within } of bars) {
          drawnSpans.push(span)
          expect(span.startMs).toBeGreaterThanOrEqual(reachedMs)
          expect(span.endMs).toBeLessThanOrEqual(untilMs)
          requireNested(within, span.startMs, span.endMs)
          reachedMs = span.endMs
        }
      }
      for (const bars of layOutLanes(root)) requireNested(bars, -Infinity, Infinity)
      expect(new Set(drawnSpans)).toStrictEqual(new Set(allIn(root)))
      expect(drawnSpans).toHaveLength(allIn(root).length)
    }),
  )
})

function allIn(span: SpanNode): SpanNode[] {
  return [span, ...span.children.flatMap(allIn)]
}
