import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allocationFigure, isDecided, judgeAllocation } from '../../../src/core/memory/allocation.ts'
import type { HeapLevel } from '../../../src/core/memory/heap-level.ts'

const blocksOf = (...bytes: readonly number[]): HeapLevel[] =>
  bytes.map((heapBytes) => ({ heapBytes, offHeapBytes: 0 }))
const times = (count: number, bytes: number): number[] => Array.from({ length: count }, () => bytes)

describe('allocationFigure', () => {
  test('is the mean of the last half of the blocks, per call', () => {
    const blocks = [...times(6, 90_000), ...times(6, 32_000)].map((heapBytes) => ({
      heapBytes,
      offHeapBytes: 1_000,
    }))
    const figure = allocationFigure({ calls: 1_000, blocks })
    expect(figure).toMatchObject({ heapBytes: 32, offHeapBytes: 1, bytes: 33, blocks: 6, calls: 6_000 })
    expect(figure.resolutionBytes).toBeCloseTo(0.256 + 0.08, 10)
    expect(figure.low).toBeCloseTo(33 - figure.resolutionBytes, 10)
    expect(figure.high).toBeCloseTo(33 + figure.resolutionBytes, 10)
  })

  test('is no less than nothing at its bounds', () => {
    const figure = allocationFigure({ calls: 100, blocks: blocksOf(...times(12, -50)) })
    expect(figure.low).toBe(0)
    expect(figure.high).toBeGreaterThan(0)
  })

  test.for<[string, number, readonly number[]]>([
    ['one block of the engine among equal ones', 32, [...times(5, 32_000), 60_000]],
    ['two in a longer watch', 32, [...times(10, 32_000), 60_000, 48_000]],
    ['three are the code', 34, [...times(9, 32_000), 40_000, 40_000, 40_000]],
    ['so much at once is the code', 52, [...times(5, 32_000), 152_000]],
    ['blocks that differ anyway are the code', 38, [30_000, 32_000, 34_000, 36_000, 38_000, 58_000]],
    ['one with less: the engine was at work in that of nothing', 32, [...times(5, 32_000), 20_000]],
  ])('leaves out what is not the code: %s', ([, bytes, counted]) => {
    const blocks = blocksOf(...times(counted.length, 90_000), ...counted)
    expect(allocationFigure({ calls: 1_000, blocks }).bytes).toBeCloseTo(bytes, 6)
  })

  test('has the same bounds for the same blocks, which hold the mean', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { minLength: 3, maxLength: 30 }), fc.nat(5_000), (bytes, n) => {
        const figure = allocationFigure({ calls: n + 1, blocks: blocksOf(...bytes) })
        expect(allocationFigure({ calls: n + 1, blocks: blocksOf(...bytes) })).toEqual(figure)
        expect(figure.low).toBeLessThanOrEqual(figure.bytes)
        expect(figure.high).toBeGreaterThanOrEqual(figure.bytes)
      }),
    )
  })
})

describe('judgeAllocation', () => {
  const judge = (limitBytes: number, ...bytes: readonly number[]): string =>
    judgeAllocation(allocationFigure({ calls: 1_000, blocks: blocksOf(...bytes) }), limitBytes)

  test.for<[string, number, readonly number[]]>([
    ['pass', 33, times(12, 32_000)],
    ['fail', 31, times(12, 32_000)],
    // Nearer to the figure than anybody can tell.
    ['inconclusive', 32, times(12, 32_000)],
    ['pass', 1, times(12, 0)],
    ['inconclusive', 32, [...times(6, 0), 10_000, 60_000, 20_000, 70_000, 5_000, 30_000]],
    ['pass', 300, [...times(6, 0), 10_000, 60_000, 20_000, 70_000, 5_000, 30_000]],
  ])('%s below %d B', ([outcome, limitBytes, bytes]) => {
    expect(judge(limitBytes, ...bytes)).toBe(outcome)
  })
})

describe('isDecided', () => {
  const decided = (limitBytes: number, bytes: readonly number[]): boolean =>
    isDecided({ calls: 1_000, blocks: blocksOf(...bytes) }, limitBytes)

  test.for<[string, boolean, number, readonly number[]]>([
    ['not before the first checkpoint', false, 100, times(11, 32_000)],
    ['a pass at once', true, 100, times(12, 32_000)],
    ['not between checkpoints', false, 100, times(13, 32_000)],
    ['a fail not at once', false, 10, times(12, 32_000)],
    ['a fail that repeats', true, 10, times(24, 32_000)],
    ['not one that is new', false, 40, [...times(12, 32_000), ...times(12, 64_000)]],
    ['not where it is too near to tell', false, 32, times(24, 32_000)],
    ['in the end, whatever it is', true, 32, times(48, 32_000)],
  ])('%s', ([, expected, limitBytes, bytes]) => {
    expect(decided(limitBytes, bytes)).toBe(expected)
  })
})
