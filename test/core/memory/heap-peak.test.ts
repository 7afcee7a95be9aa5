import { describe, expect, test } from 'vitest'
import { judgePeak, nextPace, readPeakRun } from '../../../src/core/memory/heap-peak.ts'
import type { HeapLevel } from '../../../src/core/memory/heap-level.ts'

const at = (heapBytes: number, offHeapBytes = 0): HeapLevel => ({ heapBytes, offHeapBytes })

test('readPeakRun tells what was held at once, allocated, and left', () => {
  const run = readPeakRun({
    start: at(100),
    collections: [
      { full: false, before: at(900), after: at(400) },
      { full: true, before: at(700), after: at(600, 50) },
      { full: true, before: at(650, 60), after: at(120, 10) },
    ],
    end: at(125, 10),
  })
  expect(run).toEqual({
    bounds: { atLeast: at(500, 50), atMost: at(800) },
    allocatedBytes: 800 + 300 + 60 + 5,
    leftBytes: 30,
    collections: 3,
    beforeBytes: 100,
  })
})

describe('judgePeak', () => {
  test.for<[string, number, number, number]>([
    ['pass', 10, 20, 21],
    ['inconclusive', 10, 20, 20],
    ['inconclusive', 10, 20, 11],
    ['fail', 10, 20, 10],
    ['fail', 10, 20, 5],
  ])('%s for %d to %d, below %d', ([outcome, least, most, limit]) => {
    expect(judgePeak({ atLeast: at(least), atMost: at(0, most) }, limit)).toBe(outcome)
  })
})

describe('nextPace', () => {
  const run = {
    bounds: { atLeast: at(0), atMost: at(0) },
    allocatedBytes: 100e6,
    leftBytes: 0,
    collections: 50,
    beforeBytes: 0,
  }

  test('collects after a tenth of the limit, and finer each time', () => {
    const means = { costMs: 10, leftMs: 20_000 }
    expect(nextPace(run, 20e6, { ...means, nth: 1 })).toEqual({
      everyBytes: 2e6,
      collecting: 'whole heap, often',
    })
    expect(nextPace(run, 20e6, { ...means, nth: 2 })).toEqual({
      everyBytes: 500_000,
      collecting: 'whole heap, often',
    })
  })

  test('collects no more often than there is time for', () => {
    expect(nextPace(run, 20e6, { costMs: 10, leftMs: 1_200, nth: 1 })).toMatchObject({
      collecting: 'whole heap',
    })
    // 40 collections of 10 ms in half of the time: all 2.5 MB.
    expect(nextPace(run, 20e6, { costMs: 10, leftMs: 800, nth: 1 })).toEqual({
      everyBytes: 2.5e6,
      collecting: 'as it is',
    })
    expect(nextPace(run, 20e6, { costMs: 10, leftMs: 1, nth: 1 })).toEqual({
      everyBytes: 100e6,
      collecting: 'as it is',
    })
  })
})
