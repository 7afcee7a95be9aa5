import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HeapSnapshot } from '../../../src/core/memory/heap-snapshot.ts'
import { SnapshotReader } from '../../../src/core/memory/snapshot-reader.ts'
import { heapSnapshotJson } from '../../helpers/heap-snapshot-json.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

const JSON_TEXT = heapSnapshotJson({
  nodes: [
    { type: 'synthetic', name: '', bytes: 0 },
    { type: 'object', name: 'ArrayBuffer', bytes: 96, trace: 3, internal: { backing_store: 2 } },
    { type: 'native', name: 'system / JSArrayBufferData', bytes: 20_000 },
    { type: 'string', name: 'a "quoted" text ]}', bytes: 32 },
  ],
  functions: [
    ['(root)', '', 0, 0, 0],
    ['keep', 'file:///project/skill.ts', 88, 5, 14],
  ],
  trace: [[1, 0, 0, 0, [[3, 1, 10, 960, []]]]],
})

function read(pieces: readonly string[]): HeapSnapshot {
  const reader = new SnapshotReader()
  for (const piece of pieces) reader.push(piece)
  return reader.end()
}

function told(heap: HeapSnapshot): unknown {
  const nodes = Array.from({ length: heap.nodeCount }, (_, node) => [
    heap.typeOf(node),
    heap.nameOf(node),
    heap.sizeOf(node),
    heap.traceOf(node),
    heap.edgeCountOf(node),
  ])
  return { nodes, target: heap.internalTarget(0, 'backing_store'), tree: heap.traceTree, of: heap.traceFunctions }
}

test('reads nodes, edges, and the calls that have allocated', () => {
  expect(told(read([JSON_TEXT]))).toStrictEqual({
    nodes: [
      ['synthetic', '', 0, 0, 0],
      ['object', 'ArrayBuffer', 96, 3, 1],
      ['native', 'system / JSArrayBufferData', 20_000, 0, 0],
      ['string', 'a "quoted" text ]}', 32, 0, 0],
    ],
    target: 2,
    tree: [
      { id: 1, function: 0, count: 0, bytes: 0, children: [{ id: 3, function: 1, count: 10, bytes: 960, children: [] }] },
    ],
    of: [
      { name: '(root)', scriptId: '0', url: '', line: 0, column: 0 },
      { name: 'keep', scriptId: '88', url: 'file:///project/skill.ts', line: 5, column: 14 },
    ],
  })
})

test('however it is cut into pieces', () => {
  const whole = told(read([JSON_TEXT]))
  fc.assert(
    fc.property(fc.array(fc.nat(JSON_TEXT.length), { maxLength: 12 }), (cuts) => {
      const ends = [...cuts, JSON_TEXT.length].toSorted((a, b) => a - b)
      const pieces = ends.map((end, nth) => JSON_TEXT.slice(ends[nth - 1] ?? 0, end))
      expect(told(read(pieces))).toStrictEqual(whole)
    }),
  )
})

test('an internal edge of another name leads nowhere', () => {
  expect(read([JSON_TEXT]).internalTarget(0, 'map')).toBeUndefined()
})

test.for([0, 100, JSON_TEXT.indexOf('"edges"')])('what ends after %i characters is not whole', (end) => {
  expect(thrownBy(() => read([JSON_TEXT.slice(0, end)])).message).toBe('the heap snapshot is not whole')
})
