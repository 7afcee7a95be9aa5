import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allocatedIn, peakIn, totalBytes } from '../../../src/core/memory/heap-run.ts'
import type { HeapLevel } from '../../../src/core/memory/heap-level.ts'
import type { Collection, HeapRun } from '../../../src/core/memory/heap-run.ts'

const at = (heapBytes: number, offHeapBytes = 0): HeapLevel => ({ heapBytes, offHeapBytes })

describe('allocatedIn', () => {
  test.for<[string, HeapRun, HeapLevel]>([
    ['without a collection, the difference', { start: at(10), collections: [], end: at(50, 8) }, at(40, 8)],
    [
      'with collections, what was added between them',
      {
        start: at(10),
        collections: [
          { full: false, before: at(100, 20), after: at(15, 0) },
          { full: true, before: at(90, 30), after: at(12, 5) },
        ],
        end: at(40, 9),
      },
      at(90 + 75 + 28, 20 + 30 + 4),
    ],
    [
      'garbage of before the start does not count',
      {
        start: at(1_000, 500),
        collections: [{ full: true, before: at(1_004, 500), after: at(10, 0) }],
        end: at(16),
      },
      at(10),
    ],
  ])('%s', ([, run, expected]) => {
    expect(allocatedIn(run)).toEqual(expected)
  })
})

describe('peakIn', () => {
  test('lies between what full collections have left and what was in use', () => {
    const run: HeapRun = {
      start: at(100, 10),
      collections: [
        // It may have left garbage: no proof that all of it could be reached.
        { full: false, before: at(400, 10), after: at(350, 10) },
        { full: true, before: at(500, 20), after: at(220, 15) },
        { full: true, before: at(300, 900), after: at(120, 30) },
      ],
      end: at(130, 30),
    }
    expect(peakIn(run)).toEqual({ atLeast: at(120, 5), atMost: at(200, 890) })
  })

  test('is nothing where the level only falls', () => {
    const collection: Collection = { full: true, before: at(90), after: at(50) }
    expect(peakIn({ start: at(100), collections: [collection], end: at(60) })).toEqual({
      atLeast: at(0),
      atMost: at(0),
    })
  })
})

/** What a program does: it takes memory, lets go of some, and at times somebody collects. */
const step = fc.record({
  takes: fc.nat(1_000),
  takesOff: fc.nat(1_000),
  drops: fc.double({ min: 0, max: 1, noNaN: true }),
  collects: fc.constantFrom('full', 'young', 'not'),
  /** What a collection of the young misses. */
  misses: fc.double({ min: 0, max: 1, noNaN: true }),
})

test('over any program, all allocated bytes are found, and the peak lies within its bounds', () => {
  fc.assert(
    fc.property(fc.array(step), fc.nat(10_000), (steps, base) => {
      let live = at(base)
      let used = at(base)
      let allocated = 0
      let peak = 0
      const collections: Collection[] = []
      for (const { takes, takesOff, drops, collects, misses } of steps) {
        allocated += takes + takesOff
        live = at(live.heapBytes + takes, live.offHeapBytes + takesOff)
        used = at(used.heapBytes + takes, used.offHeapBytes + takesOff)
        peak = Math.max(peak, totalBytes(live) - base)
        live = at(
          base + Math.floor((live.heapBytes - base) * (1 - drops)),
          Math.floor(live.offHeapBytes * (1 - drops)),
        )
        if (collects === 'not') continue
        const kept = (inUse: number, reached: number): number =>
          collects === 'full' ? reached : reached + Math.floor((inUse - reached) * misses)
        const after = at(kept(used.heapBytes, live.heapBytes), kept(used.offHeapBytes, live.offHeapBytes))
        collections.push({ full: collects === 'full', before: used, after })
        used = after
      }
      const run = { start: at(base), collections, end: used }
      const bounds = peakIn(run)
      expect(totalBytes(allocatedIn(run))).toBe(allocated)
      expect(totalBytes(bounds.atLeast)).toBeLessThanOrEqual(peak)
      expect(totalBytes(bounds.atMost)).toBeGreaterThanOrEqual(peak)
    }),
  )
})
