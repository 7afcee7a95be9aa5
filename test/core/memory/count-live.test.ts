import { expect, test } from 'vitest'
import { AllocatorTally } from '../../../src/core/memory/allocator-tally.ts'
import { countLive } from '../../../src/core/memory/count-live.ts'
import { heapOf } from './heap-text.ts'
import type { HeapObject } from './heap-text.ts'

function live(objects: Readonly<Record<string, HeapObject>>): AllocatorTally {
  const tally = new AllocatorTally({ function: 'skill', file: 'skill.ts', line: 1 })
  countLive(heapOf(objects).graph, (trace) => (trace === 7 ? tally : undefined))
  return tally
}

test('counts by kind what was allocated meanwhile, the most bytes first', () => {
  const tally = live({
    n1: { type: 'object', name: 'Map', size: 32 },
    n2: { type: 'object', name: 'Object', size: 24, trace: 7 },
    n3: { type: 'object', name: 'Object', size: 24, trace: 7 },
    n4: { type: 'array', name: '(object elements)', size: 400, trace: 7 },
    n5: { type: 'array', name: '', size: 40, trace: 7 },
    n6: { type: 'concatenated string', name: '(concatenated string)', size: 20, trace: 7 },
    n7: { type: 'string', name: 'a text of the user', size: 28, trace: 7 },
    n8: { type: 'closure', name: 'callback', size: 64, trace: 7 },
    n9: { type: 'object', name: 'system / Context', size: 32, trace: 7 },
    n10: { type: 'object', name: 'Other', size: 99, trace: 8 },
  })
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
  const tally = live({
    n11: { type: 'code', name: 'system / BytecodeArray', size: 300, trace: 7 },
    n12: { type: 'object shape', name: 'system / Map', size: 80, trace: 7 },
  })
  expect(tally).toMatchObject({ liveBytes: 0, liveObjects: 0, engineBytes: 380 })
})

test('the object that V8 copies for a literal is its own', () => {
  const tally = live({
    site: {
      type: 'code',
      name: 'system / AllocationSite',
      edges: [['internal', 'transition_info', 'pattern']],
    },
    pattern: { name: 'Object', size: 56, trace: 7, edges: [['internal', 'elements', 'part']] },
    part: { type: 'array', name: '(object elements)', size: 32, trace: 7 },
    copy: { name: 'Object', size: 56, trace: 7 },
  })
  expect(tally).toMatchObject({ liveBytes: 56, liveObjects: 1, engineBytes: 88 })
})

const CONTENT = [['internal', 'backing_store', 'n13']] as const

test('the content of an ArrayBuffer counts off-heap, once', () => {
  const tally = live({
    n13: { type: 'native', name: 'system / JSArrayBufferData', size: 20_000 },
    n14: { type: 'object', name: 'ArrayBuffer', size: 96, trace: 7, edges: CONTENT },
    n15: { type: 'object', name: 'SharedArrayBuffer', size: 96, trace: 7, edges: CONTENT },
    n16: { type: 'object', name: 'ArrayBuffer', size: 96, trace: 7 },
  })
  expect(tally).toMatchObject({ liveBytes: 288, offHeapBytes: 20_000 })
})
