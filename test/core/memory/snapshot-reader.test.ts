import * as fc from 'fast-check'
import { expect, test } from 'vitest'
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
