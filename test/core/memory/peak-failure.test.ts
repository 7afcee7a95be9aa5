import { expect, test } from 'vitest'
import { formatPeakFailure } from '../../../src/core/memory/peak-failure.ts'
import type { PeakFinding } from '../../../src/core/memory/peak-failure.ts'

const RUN = {
  bounds: {
    atLeast: { heapBytes: 200_000, offHeapBytes: 48_000_000 },
    atMost: { heapBytes: 1_100_000, offHeapBytes: 48_000_000 },
  },
  allocatedBytes: 50_000_000,
  leftBytes: 1_200,
  collections: 31,
  beforeBytes: 12_300_000,
}

const message = (overrides: Partial<PeakFinding>, negated = false): string =>
  formatPeakFailure(
    { limitBytes: 20_000_000, outcome: 'fail', runs: [RUN, RUN], last: RUN, ...overrides },
    { title: `expect(fn)${negated ? '.not' : ''}.toHavePeakHeapBelow("20MB")`, negated },
  )

test('what holds more at once than it may', () => {
  expect(message({})).toMatchInlineSnapshot()
})

test('what still holds it in the end', () => {
  const last = { ...RUN, leftBytes: 47_000_000 }
  expect(message({ last }).split('\n').slice(-4)).toMatchInlineSnapshot()
})

test('under .not, what holds less', () => {
  expect(message({ outcome: 'pass', limitBytes: 100_000_000, runs: [RUN] }, true)).toMatchInlineSnapshot()
})

test('what cannot be told', () => {
  const bounds = { ...RUN.bounds, atLeast: { heapBytes: 3_000_000, offHeapBytes: 0 } }
  const undecided = { outcome: 'inconclusive', last: { ...RUN, bounds } } as const
  expect(message(undecided)).toMatchInlineSnapshot()
  expect(message(undecided, true).split('\n').at(-1)).toMatchInlineSnapshot()
})
