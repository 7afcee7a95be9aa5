import { describe, expect, test } from 'vitest'
import type { Allocator } from '../../../src/core/memory/allocator.ts'
import { formatMemoryProfile } from '../../../src/core/memory/format-memory-profile.ts'
import type { MemoryFigures } from '../../../src/core/memory/memory-figures.ts'

function allocator(name: string, given: Partial<Allocator> = {}): Allocator {
  return {
    place: { function: name, file: 'src/cache.ts', line: 4 },
    calledBy: undefined,
    liveBytes: 0,
    liveObjects: 0,
    offHeapBytes: 0,
    totalBytes: 2_080_496,
    totalObjects: 40_012,
    kinds: [],
    ...given,
  }
}

function figures(allocators: readonly Allocator[], given: Partial<MemoryFigures> = {}): MemoryFigures {
  const sum = (bytes: (of: Allocator) => number): number =>
    allocators.reduce((all, one) => all + bytes(one), 0)
  return {
    name: 'research',
    method: 'exact',
    calls: 1,
    allocators,
    liveBytes: sum(({ liveBytes }) => liveBytes),
    liveObjects: sum(({ liveObjects = 0 }) => liveObjects),
    offHeapBytes: sum(({ offHeapBytes }) => offHeapBytes),
    totalBytes: sum(({ totalBytes }) => totalBytes),
    totalObjects: sum(({ totalObjects = 0 }) => totalObjects),
    engineBytes: 0,
    toolBytes: 0,
    snapshot: undefined,
    notes: [],
    ...given,
  }
}

function printed(allocators: readonly Allocator[], given?: Partial<MemoryFigures>, top = 10): string {
  return formatMemoryProfile(figures(allocators, given), allocators, { top })
}

const remember = allocator('remember', {
  liveBytes: 1_480_000,
  liveObjects: 60_000,
  totalBytes: 2_560_344,
  totalObjects: 60_011,
  kinds: [{ name: 'Object', objects: 20_000, bytes: 800_000 }],
})

describe('formatMemoryProfile', () => {
  test('a row for each allocator, and the sums', () => {
    expect(printed([remember, allocator('waste')])).toMatchInlineSnapshot(`
      "research   memory, exact · 1 call

        allocated in     live  live objects    total  total objects  mostly live      place
        remember      1.48 MB        60 000  2.56 MB         60 011  20 000 × Object  src/cache.ts:4
        waste             0 B             0  2.08 MB         40 012                   src/cache.ts:4

      Allocated: 4.64 MB in 100 023 objects. Still there: 1.48 MB in 60 000 objects."
    `)
  })

  test('off-heap bytes, what a call allocates, who called a library, Node.js itself', () => {
    const set = allocator('set', {
      place: { function: 'set', file: 'node_modules/lru-cache/index.js', line: 120 },
      calledBy: { function: 'remember', file: 'src/cache.ts', line: 4 },
      liveBytes: 320,
      liveObjects: 10,
      offHeapBytes: 65_536,
      kinds: [{ name: 'Buffer', objects: 10, bytes: 320 }],
    })
    const node = allocator('', { place: undefined, totalBytes: 900, totalObjects: 9 })
    expect(printed([remember, set, node], { calls: 100 })).toMatchInlineSnapshot(`
      "research   memory, exact · 100 calls

        allocated in       live  live objects  off-heap    total  total objects  per call  mostly live      place
        remember        1.48 MB        60 000       0 B  2.56 MB         60 011   25.6 KB  20 000 × Object  src/cache.ts:4
        set ← remember    320 B            10   65.5 KB  2.08 MB         40 012   20.8 KB  10 × Buffer      node_modules/lru-cache/index.js:120
        (Node.js)           0 B             0       0 B    900 B              9       9 B

      Allocated: 4.64 MB in 100 032 objects. Still there: 1.48 MB in 60 010 objects, and 65.5 KB off-heap."
    `)
  })

  test('sampled, without numbers of objects', () => {
    const drawn = { liveObjects: undefined, totalObjects: undefined }
    const some = allocator('', { ...drawn, liveBytes: 1_234.5, totalBytes: 5_000.4 })
    expect(printed([some], { method: 'sampled', calls: 2, ...drawn })).toMatchInlineSnapshot(`
      "research   memory, sampled · 2 calls

        allocated in     live    total  per call  place
        (anonymous)   1.24 KB  5.00 KB   2.50 KB  src/cache.ts:4

      Allocated: 5.00 KB. Still there: 1.24 KB."
    `)
  })

  test('no more rows than asked for, notes, and the heap snapshot', () => {
    const notes = ['Another test was running.']
    const snapshot = '.vitest/skillperf/profiles/a.heapsnapshot'
    expect(printed([remember, allocator('a'), allocator('b')], { notes, snapshot }, 1))
      .toMatchInlineSnapshot(`
      "research   memory, exact · 1 call

        allocated in     live  live objects    total  total objects  mostly live      place
        remember      1.48 MB        60 000  2.56 MB         60 011  20 000 × Object  src/cache.ts:4
        and 2 more, print({ top: 3 }) shows all

      Allocated: 6.72 MB in 140 035 objects. Still there: 1.48 MB in 60 000 objects.
      ! Another test was running.
      Heap snapshot  .vitest/skillperf/profiles/a.heapsnapshot"
    `)
  })

  test('nothing', () => {
    expect(printed([])).toMatchInlineSnapshot(`
      "research   memory, exact · 1 call

      Nothing was allocated.

      Allocated: 0 B in 0 objects. Still there: 0 B in 0 objects."
    `)
  })

  test('names from outside are safe for a terminal, and short', () => {
    const nasty = allocator(`a\u001B[31m${'x'.repeat(100)}`)
    expect(printed([nasty])).toContain(`  a${'x'.repeat(58)}…`)
  })

  test('colours', () => {
    const text = formatMemoryProfile(figures([remember], { notes: ['A note.'] }), [remember], {
      top: 1,
      color: true,
    })
    expect(text).toContain('\u001B[1mresearch\u001B[22m')
    expect(text).toContain('\u001B[33m!\u001B[39m A note.')
  })
})
