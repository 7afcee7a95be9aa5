import { expect, test } from 'vitest'
import type { AllocationNode } from '../../../src/core/memory/allocation-node.ts'
import { AllocatorTallies } from '../../../src/core/memory/allocator-tallies.ts'
import type { Counted } from '../../../src/core/memory/allocator-tallies.ts'
import type { FrameKind } from '../../../src/core/memory/frame-kind.ts'

let nextId = 1

function node(kind: FrameKind, name: string, bytes: number, ...children: AllocationNode[]): AllocationNode {
  const place = { function: name, file: `${kind}.ts`, line: 1 }
  return { id: nextId++, frame: { kind, place }, objects: bytes / 10, bytes, children }
}

function tallied(roots: readonly AllocationNode[], what: Counted = 'total'): AllocatorTallies {
  const tallies = new AllocatorTallies()
  tallies.addTree(roots, what)
  return tallies
}

/** Function, who called it, bytes. */
function totals(tallies: AllocatorTallies): unknown[] {
  return tallies
    .results(true)
    .map(({ place, calledBy, totalBytes }) => [place?.function, calledBy?.function, totalBytes])
}

test('what V8 and Node allocate is charged to who has called them', () => {
  const tree = node('engine', '(root)', 0, node('user', 'remember', 100, node('engine', 'set', 900)))
  expect(totals(tallied([tree]))).toStrictEqual([['remember', undefined, 1_000]])
})

test('the same function is one, whoever has called it', () => {
  const tree = node(
    'engine',
    '(root)',
    0,
    node('user', 'a', 10, node('user', 'remember', 100)),
    node('user', 'b', 20, node('user', 'remember', 200)),
  )
  expect(totals(tallied([tree]))).toStrictEqual([
    ['remember', undefined, 300],
    ['b', undefined, 20],
    ['a', undefined, 10],
  ])
})

test('a library stands for itself, and names who was waiting for most of it', () => {
  const set = (bytes: number): AllocationNode => node('library', 'set', bytes)
  const tree = node(
    'engine',
    '(root)',
    0,
    node('user', 'a', 0, set(10)),
    node('user', 'b', 0, set(20)),
    set(5),
  )
  expect(totals(tallied([tree]))).toStrictEqual([['set', 'b', 35]])
})

test('Node that nobody has called is a row of its own', () => {
  expect(totals(tallied([node('engine', 'processTimers', 50)]))).toStrictEqual([[undefined, undefined, 50]])
})

test('mocks, the runner and ourselves are kept apart, with the libraries that they use', () => {
  const mock = node('tool', 'fetch', 100, node('library', 'parse', 50, node('engine', 'push', 7)))
  const tallies = tallied([
    node('tool', 'callTimes', 30, node('user', 'skill', 10, mock), node('library', 'get', 4)),
  ])
  expect(totals(tallies)).toStrictEqual([
    ['skill', undefined, 10],
    // The test has handed over the library's own function.
    ['get', undefined, 4],
  ])
  expect(tallies.tools.totalBytes).toBe(187)
})

test('a callback of the user within a mock is theirs', () => {
  const tree = node('user', 'skill', 0, node('tool', 'fetch', 1, node('user', 'reply', 40)))
  expect(totals(tallied([tree]))).toStrictEqual([['reply', undefined, 40]])
})

test('what was drawn from a part of the calls is scaled', () => {
  const tallies = new AllocatorTallies()
  tallies.addTree([node('user', 'skill', 100)], 'live', 2)
  tallies.addTree([node('user', 'skill', 300)], 'total', 3)
  expect(tallies.results(false)).toStrictEqual([
    {
      place: { function: 'skill', file: 'user.ts', line: 1 },
      calledBy: undefined,
      liveBytes: 200,
      liveObjects: undefined,
      offHeapBytes: 0,
      totalBytes: 900,
      totalObjects: undefined,
      kinds: [],
    },
  ])
})

test('what is still there comes first, then what was more', () => {
  const tallies = tallied([node('user', 'garbage', 500), node('user', 'more', 600), node('user', 'kept', 10)])
  const kept = tallies.all.find((tally) => tally.result(true).place?.function === 'kept')
  kept?.addLive('Map', 32, 0)
  expect(tallies.results(true).map(({ place }) => place?.function)).toStrictEqual(['kept', 'more', 'garbage'])
})
