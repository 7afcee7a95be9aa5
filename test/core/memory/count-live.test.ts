import { expect, test } from 'vitest'
import { AllocatorTally } from '../../../src/core/memory/allocator-tally.ts'
import { countLive } from '../../../src/core/memory/count-live.ts'
import { SnapshotReader } from '../../../src/core/memory/snapshot-reader.ts'
import { heapSnapshotJson } from '../../helpers/heap-snapshot-json.ts'
import type { GivenNode } from '../../helpers/heap-snapshot-json.ts'

function live(nodes: readonly GivenNode[]): AllocatorTally {
  const reader = new SnapshotReader()
  reader.push(heapSnapshotJson({ nodes }))
  const tally = new AllocatorTally({ function: 'skill', file: 'skill.ts', line: 1 })
  countLive(reader.end(), (trace) => (trace === 7 ? tally : undefined))
  return tally
}

test('counts by kind what was allocated meanwhile, the most bytes first', () => {
  const tally = live([
    { type: 'object', name: 'Map', bytes: 32 },
    { type: 'object', name: 'Object', bytes: 24, trace: 7 },
    { type: 'object', name: 'Object', bytes: 24, trace: 7 },
    { type: 'array', name: '(object elements)', bytes: 400, trace: 7 },
    { type: 'array', name: '', bytes: 40, trace: 7 },
    { type: 'concatenated string', name: '(concatenated string)', bytes: 20, trace: 7 },
    { type: 'string', name: 'a text of the user', bytes: 28, trace: 7 },
    { type: 'closure', name: 'callback', bytes: 64, trace: 7 },
    { type: 'object', name: 'system / Context', bytes: 32, trace: 7 },
    { type: 'object', name: 'Other', bytes: 99, trace: 8 },
  ])
  expect(tally.result(true)).toMatchObject({
    liveBytes: 632,
    liveObjects: 8,
    kinds: [
      { name: '(elements)', objects: 1, bytes: 400 },
      { name: 'function', objects: 1, bytes: 64 },
      { name: 'Object', objects: 2, bytes: 48 },
      { name: '(string)', objects: 2, bytes: 48 },
      { name: '(array)', objects: 1, bytes: 40 },
      { name: '(scope)', objects: 1, bytes: 32 },
    ],
  })
})

test('compiled code and shapes are counted apart', () => {
  const tally = live([
    { type: 'code', name: 'system / BytecodeArray', bytes: 300, trace: 7 },
    { type: 'object shape', name: 'system / Map', bytes: 80, trace: 7 },
  ])
  expect(tally).toMatchObject({ liveBytes: 0, liveObjects: 0, engineBytes: 380 })
})

test('the content of an ArrayBuffer counts off-heap, once', () => {
  const tally = live([
    { type: 'native', name: 'system / JSArrayBufferData', bytes: 20_000 },
    { type: 'object', name: 'ArrayBuffer', bytes: 96, trace: 7, internal: { map: 2, backing_store: 0 } },
    { type: 'object', name: 'SharedArrayBuffer', bytes: 96, trace: 7, internal: { backing_store: 0 } },
    { type: 'object', name: 'ArrayBuffer', bytes: 96, trace: 7 },
  ])
  expect(tally).toMatchObject({ liveBytes: 288, offHeapBytes: 20_000 })
})
