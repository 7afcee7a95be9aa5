import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { traceFunctions, traceTree } from '../../../src/core/memory/allocation-trace.ts'
import { HeapGraph } from '../../../src/core/memory/heap-graph.ts'
import type { HeapSnapshot } from '../../../src/core/memory/heap-snapshot.ts'
import { SnapshotReader } from '../../../src/core/memory/snapshot-reader.ts'
import { heapText } from './heap-text.ts'

const TEXT = heapText({
  root: { type: 'synthetic', name: '', edges: [['element', 1, 'map']] },
  map: {
    name: 'Map "a"]}',
    id: 4_294_967_295,
    size: 3_000_000_000,
    place: [7, 12, 3],
    edges: [['property', 'next', 'map']],
  },
})

function read(pieces: readonly string[]): HeapSnapshot {
  const reader = new SnapshotReader()
  for (const piece of pieces) reader.push(piece)
  return reader.end()
}

test('a snapshot is read as rows of numbers and strings', () => {
  const { nodes, edges, locations, strings, heading } = read([TEXT])
  expect(heading).toMatchObject({ nodeCount: 2, edgeCount: 2 })
  expect([...nodes]).toStrictEqual([9, 0, 1, 16, 1, 0, 3, 1, 4_294_967_295, 3_000_000_000, 1, 0])
  expect([...edges]).toStrictEqual([1, 1, 6, 2, 2, 6])
  expect([...locations]).toStrictEqual([6, 7, 12, 3])
  expect(strings).toStrictEqual(['', 'Map "a"]}', 'next'])
})

test('it does not matter how it is cut into pieces', () => {
  const whole = read([TEXT])
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(TEXT.length), { maxLength: 40 }), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), TEXT.length]
      const pieces = at.slice(1).map((end, nth) => TEXT.slice(at[nth], end))
      expect(read(pieces)).toStrictEqual(whole)
    }),
  )
  expect(read(TEXT.split(''))).toStrictEqual(whole)
})

test('calls that have allocated are read, however it is cut', () => {
  const tree = [1, 0, 0, 0, [3, 1, 10, 960, []]]
  const functions = [
    ['(root)', '', 0, 0, 0],
    ['keep', 'file:///project/skill.ts', 88, 5, 14],
  ] as const
  const text = heapText({ root: { name: '', trace: 3 } }, { functions, tree })
  const snapshot = read(text.split(''))
  expect(snapshot).toStrictEqual(read([text]))
  expect(new HeapGraph(snapshot).trace(0)).toBe(3)
  expect(traceFunctions(snapshot)).toStrictEqual([
    { name: '(root)', scriptId: '0', url: '', line: 0, column: 0 },
    { name: 'keep', scriptId: '88', url: 'file:///project/skill.ts', line: 5, column: 14 },
  ])
  expect(traceTree(snapshot)).toStrictEqual([
    {
      id: 1,
      function: 0,
      count: 0,
      bytes: 0,
      children: [{ id: 3, function: 1, count: 10, bytes: 960, children: [] }],
    },
  ])
})

test('without them nobody knows who has allocated', () => {
  expect(new HeapGraph(read([TEXT])).trace(0)).toBe(0)
})

test.for([
  ['nothing', ''],
  ['half of it', TEXT.slice(0, TEXT.length / 2)],
])('%s is an error', ([, text]) => {
  expect(() => read([text ?? ''])).toThrow(new Error('the heap snapshot ended too early'))
})

test('what another V8 may write is refused, not guessed', () => {
  expect(() => read([TEXT.replace('"self_size"', '"bytes"')])).toThrow(
    new Error('the heap snapshot of this V8 has other node_fields than are known'),
  )
  expect(() => read([TEXT.replace('"node_count":2', '"node_count":"two"')])).toThrow(
    new Error('the heap snapshot of this V8 has no node_count'),
  )
})
