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
  expect(message({})).toMatchInlineSnapshot()
})

test('a call that allocates mostly buffers', () => {
  const figure = { ...FIGURE, heapBytes: 400, offHeapBytes: 65_536, bytes: 65_936, low: 65_900, high: 66_000 }
  expect(message({ figure })).toMatchInlineSnapshot()
})

test('under .not, one that allocates less', () => {
  const figure = { ...FIGURE, heapBytes: -1, bytes: -1, low: 0, high: 3, resolutionBytes: 3 }
  expect(message({ figure, outcome: 'pass' }, true)).toMatchInlineSnapshot()
})

test('what cannot be told', () => {
  const undecided = { outcome: 'inconclusive', limitBytes: 12_100 } as const
  expect(message(undecided)).toMatchInlineSnapshot()
  expect(message(undecided, true).split('\n').at(-1)).toMatchInlineSnapshot()
})
