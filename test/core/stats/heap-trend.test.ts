import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CHECKPOINTS, heapTrend, judgeHeap } from '../../../src/core/stats/heap-trend.ts'
import type { HeapLevels } from '../../../src/core/stats/heap-trend.ts'
import {
  arrayOfIntegers,
  boundedCache,
  emptiedAt,
  keeps,
  levelsOf,
  setOfIntegers,
} from '../../helpers/heap-levels.ts'
import type { Growth } from '../../helpers/heap-levels.ts'

/** What is said in the end, and after how many blocks. */
function verdictOn(
  growth: Growth,
  options: Parameters<typeof levelsOf>[2] = {},
  limitBytes?: number,
): string {
  for (const blocks of CHECKPOINTS) {
    const outcome = judgeHeap(levelsOf(growth, blocks, options), limitBytes)
    if (outcome !== 'go on') return `${outcome} after ${blocks}`
  }
  throw new Error('there is no verdict')
}

describe('judgeHeap', () => {
  test.for<[string, Growth, string]>([
    ['nothing', keeps(0), 'clean after 6'],
    ['4 bytes with each call', keeps(4), 'clean after 6'],
    ['8 bytes with each call', keeps(8), 'leak after 12'],
    ['16 bytes with each call', keeps(16), 'leak after 12'],
    ['a page with each call', keeps(4_096), 'leak after 12'],
    ['one object in a hundred calls', (calls) => Math.floor(calls / 100) * 1_700, 'leak after 12'],
    ['an array of small integers', arrayOfIntegers, 'leak after 12'],
    ['a set of small integers', setOfIntegers, 'leak after 12'],
    ['less and less', (calls) => -calls * 16, 'clean after 6'],
    ['a cache of 500 entries', boundedCache(500, 100), 'clean after 6'],
    ['a cache of 4 000 entries', boundedCache(4_000, 100), 'clean after 12'],
    ['a cache of 8 000 entries', boundedCache(8_000, 100), 'clean after 24'],
    ['a cache of 50 000 entries', boundedCache(50_000, 100), 'leak after 12'],
    ['a map that is emptied at 1 300', emptiedAt(1_300, 100), 'clean after 6'],
    ['what is loaded once, late', (calls) => (calls > 2_300 ? 200_000 : 0), 'clean after 6'],
    [
      'a cache of 3 000 entries, and a table later',
      (calls) => Math.min(calls, 3_000) * 50 + (calls > 10_000 ? 40_000 : 0),
      'clean after 24',
    ],
    ['a leak, and a fall once', (calls) => calls * 100 - (calls > 4_200 ? 150_000 : 0), 'leak after 12'],
    // Within the fourth of the blocks only, each of 500 calls or so after 511.
    [
      'a leak, and a peak once',
      (calls) => calls * 100 + (calls > 2_200 && calls < 2_700 ? 900_000 : 0),
      'leak after 12',
    ],
    ['a peak once', (calls) => (calls > 2_700 && calls < 3_300 ? 900_000 : 0), 'clean after 6'],
  ])('%s', ([, growth, verdict]) => {
    expect(verdictOn(growth)).toBe(verdict)
  })

  test('a limit is what each call may keep', () => {
    expect(verdictOn(keeps(100), {}, 200)).toBe('clean after 6')
    expect(verdictOn(keeps(300), {}, 200)).toBe('leak after 12')
  })

  test('goes on as long as a leak of the limit would not be seen', () => {
    const few = { blockCalls: 50, warmupCalls: 50 }
    expect(verdictOn(keeps(0), few)).toBe('clean after 6')
    // 8 192 bytes in 200, 350 and 650 calls.
    expect(verdictOn(keeps(0), few, 41)).toBe('clean after 6')
    expect(verdictOn(keeps(0), few, 24)).toBe('clean after 12')
    expect(verdictOn(keeps(0), few, 13)).toBe('clean after 24')
  })

  test('few calls leak after 12 blocks only where it is plain: the engine may still be warming up', () => {
    const few = { blockCalls: 20, warmupCalls: 100 }
    expect(verdictOn(keeps(300), few)).toBe('leak after 12')
    expect(verdictOn(keeps(200), few)).toBe('leak after 24')
    expect(verdictOn(keeps(200), { ...few, warmupCalls: 760 })).toBe('leak after 12')
    expect(verdictOn((calls) => Math.min(calls, 310) * 200, few)).toBe('clean after 24')
  })

  test('what floods memory is no matter for more blocks', () => {
    expect(judgeHeap(levelsOf(keeps(100_000), 2), undefined)).toBe('go on')
    expect(judgeHeap(levelsOf(keeps(100_000), 3), undefined)).toBe('leak')
    expect(judgeHeap(levelsOf(keeps(80_000), 3), undefined)).toBe('go on')
    // Something large that is loaded once.
    expect(
      judgeHeap(
        levelsOf((calls) => (calls > 1_000 ? 1e9 : 0), 3),
        undefined,
      ),
    ).toBe('go on')
  })

  test.for([1, 5, 7, 11, 13, 23, 25])('says nothing after %i blocks', (blocks) => {
    expect(judgeHeap(levelsOf(keeps(1_000), blocks), undefined)).toBe('go on')
  })
})

describe('heapTrend', () => {
  test('tells the pace, and what it takes to be seen', () => {
    expect(heapTrend(levelsOf(keeps(100), 12))).toEqual({
      grows: true,
      steady: true,
      plain: true,
      bytesPerCall: 100,
      resolutionBytes: 4,
      half: 5,
    })
    expect(heapTrend(levelsOf(keeps(100), 12, { blockCalls: 10, warmupCalls: 10 }))).toEqual({
      grows: false,
      steady: true,
      plain: false,
      bytesPerCall: 100,
      resolutionBytes: 8_192 / 72,
      half: 5,
    })
  })

  test('noise that repeats has to be exceeded', () => {
    const levels = Array.from({ length: 13 }, (_, block) => block * 5_000 + (block % 2) * 60_000)
    expect(heapTrend({ levels, blockCalls: 1_000, warmupCalls: 511 })).toMatchObject({
      grows: false,
      resolutionBytes: 110_000 / 7_190,
    })
  })
})

const bytes = fc.integer({ min: 0, max: 100_000_000 })
/** Any levels, of any number of blocks that is judged. */
const watched = fc
  .constantFrom(...CHECKPOINTS)
  .chain((blocks) => fc.array(bytes, { minLength: blocks + 1, maxLength: blocks + 1 }))
  .chain((levels) =>
    fc.record({
      levels: fc.constant(levels),
      blockCalls: fc.integer({ min: 1, max: 500 }),
      warmupCalls: fc.integer({ min: 0, max: 5_000 }),
    }),
  )
const calls = fc
  .tuple(fc.integer({ min: 5, max: 1_000 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([blockCalls, warmup]) => ({ blockCalls, warmupCalls: Math.floor(blockCalls * warmup) }))

describe('laws', () => {
  test('what was there before does not matter', () => {
    fc.assert(
      fc.property(watched, bytes, (one, base) => {
        const moved: HeapLevels = { ...one, levels: one.levels.map((level) => level + base) }
        expect(heapTrend(moved)).toEqual(heapTrend(one))
      }),
    )
  })

  test('a higher limit never makes a leak', () => {
    fc.assert(
      fc.property(
        watched,
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 0, max: 1_000 }),
        (one, limit, more) => {
          if (judgeHeap(one, limit + more) === 'leak') expect(judgeHeap(one, limit)).toBe('leak')
        },
      ),
    )
  })

  test('what does not rise above all that was there before is clean', () => {
    fc.assert(
      fc.property(watched, (one) => {
        // Twice: what is there in one block only is a spike, and does not count.
        const first = { ...one, levels: one.levels.with(1, 100_000_000).with(2, 100_000_000) }
        expect(heapTrend(first).grows).toBe(false)
      }),
    )
  })

  test('noise of less than 8 192 bytes is clean', () => {
    fc.assert(
      fc.property(watched, (one) => {
        const quiet = { ...one, levels: one.levels.map((level) => level % 8_192) }
        expect(judgeHeap(quiet, undefined)).toBe('clean')
      }),
    )
  })

  test('16 bytes with each call are found under noise of 2 kB, whatever was called before', () => {
    fc.assert(
      fc.property(
        fc.infiniteStream(fc.integer({ min: 0, max: 2_000 })),
        fc.integer({ min: 0, max: 500 }),
        (noise, warmupCalls) => {
          const noisy: Growth = (calls) => calls * 16 + (noise.next().value ?? 0)
          expect(verdictOn(noisy, { warmupCalls })).toMatch(/^leak/)
        },
      ),
    )
  })

  test('tables that grow in steps are found, with a warm-up up to a block', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 600, max: 1_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(arrayOfIntegers, setOfIntegers),
        (blockCalls, warmup, table) => {
          const warmupCalls = Math.floor(blockCalls * warmup)
          expect(verdictOn(table, { blockCalls, warmupCalls })).toMatch(/^leak/)
        },
      ),
    )
  })

  test('a cache that is full after two thirds of 12 blocks is clean', () => {
    fc.assert(
      fc.property(
        calls,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 10_000 }),
        ({ blockCalls, warmupCalls }, share, size) => {
          const capacity = Math.floor(share * (warmupCalls + 8 * blockCalls))
          expect(verdictOn(boundedCache(capacity, size), { blockCalls, warmupCalls })).toMatch(/^clean/)
        },
      ),
    )
  })

  test('what is emptied every so many calls is hardly ever a leak, whatever the blocks are', () => {
    const verdicts = fc.sample(
      fc
        .tuple(calls, fc.double({ min: 0, max: 3, noNaN: true }), fc.integer({ min: 1, max: 10_000 }))
        .map(([options, blocks, size]) =>
          verdictOn(emptiedAt(1 + Math.floor(blocks * options.blockCalls), size), options),
        ),
      20_000,
    )
    // With blocks that are all the same it is one in 70.
    expect(verdicts.filter((verdict) => verdict.startsWith('leak')).length / verdicts.length).toBeLessThan(
      1 / 200,
    )
  })
})
