import { expect, test } from 'vitest'
import { formatAllocationFailure } from '../../../src/core/memory/allocation-failure.ts'
import type { AllocationFinding } from '../../../src/core/memory/allocation-failure.ts'

const FIGURE = {
  heapBytes: 12_100,
  offHeapBytes: 0,
  bytes: 12_100,
  low: 12_050,
  high: 12_150,
  resolutionBytes: 50,
  blocks: 12,
  calls: 2_400,
}

const message = (overrides: Partial<AllocationFinding>, negated = false): string =>
  formatAllocationFailure(
    { limitBytes: 2_000, outcome: 'fail', figure: FIGURE, warmupCalls: 500, ...overrides },
    { title: `expect(fn)${negated ? '.not' : ''}.toAllocateBelow("2KB")`, negated },
  )

test('a call that allocates more than it may', () => {
  expect(message({})).toMatchInlineSnapshot(`
    "expect(fn).toAllocateBelow("2KB")   bytes per call

    Expected allocation  <    2 KB
    Received allocation    12.1 KB          12.1 KB to 12.2 KB · 2 400 calls in 12 blocks, after 500 to warm up · resolution 50 B

      heap      12.1 KB
      off-heap      0 B   buffers, and what else objects hold outside of the heap

    Next step: look for copies: spreads, slices, \`concat\`, JSON there and back, closures made in each call. \`(await perf.memory(fn)).print()\` names the functions that allocate most."
  `)
})

test('a call that allocates mostly buffers', () => {
  const figure = { ...FIGURE, heapBytes: 400, offHeapBytes: 65_536, bytes: 65_936, low: 65_900, high: 66_000 }
  expect(message({ figure })).toMatchInlineSnapshot(`
    "expect(fn).toAllocateBelow("2KB")   bytes per call

    Expected allocation  <    2 KB
    Received allocation    65.9 KB          65.9 KB to 66.0 KB · 2 400 calls in 12 blocks, after 500 to warm up · resolution 50 B

      heap        400 B
      off-heap  65.5 KB   buffers, and what else objects hold outside of the heap

    Next step: look for buffers that could be read in pieces or used again. \`(await perf.memory(fn)).print()\` names the functions that allocate most."
  `)
})

test('under .not, one that allocates less', () => {
  const figure = { ...FIGURE, heapBytes: -1, bytes: -1, low: 0, high: 3, resolutionBytes: 3 }
  expect(message({ figure, outcome: 'pass' }, true)).toMatchInlineSnapshot(`
    "expect(fn).not.toAllocateBelow("2KB")   bytes per call

    Expected allocation  ≥ 2 KB
    Received allocation     0 B          0 B to 3 B · 2 400 calls in 12 blocks, after 500 to warm up · resolution 3 B

      heap      0 B
      off-heap  0 B   buffers, and what else objects hold outside of the heap"
  `)
})

test('what cannot be told', () => {
  const undecided = { outcome: 'inconclusive', limitBytes: 12_100 } as const
  expect(message(undecided)).toMatchInlineSnapshot(`
    "expect(fn).toAllocateBelow("2KB")   bytes per call

    Expected allocation  < 12.1 KB
    Received allocation    12.1 KB          12.1 KB to 12.2 KB · 2 400 calls in 12 blocks, after 500 to warm up · resolution 50 B

      heap      12.1 KB
      off-heap      0 B   buffers, and what else objects hold outside of the heap

    Inconclusive: a call allocates 12.1 KB to 12.2 KB, and the limit of 12.1 KB lies in between.
    Next step: set the limit above 12.2 KB, give it more time with { maxTime }, or make each call do the same."
  `)
  expect(message(undecided, true).split('\n').at(-1)).toMatchInlineSnapshot(
    `"Next step: set the limit to 12.1 KB or less, give it more time with { maxTime }, or make each call do the same."`,
  )
})
