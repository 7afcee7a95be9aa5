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
  expect(message({})).toMatchInlineSnapshot(`
    "expect(fn).toHavePeakHeapBelow("20MB")   what could be reached at once, above the 12.3 MB before

    Expected peak  <   20 MB
    Received peak  ≥ 48.2 MB          48.2 MB to 49.1 MB · run 2, 31 collections · 50.0 MB allocated

      heap      200 KB
      off-heap  48.0 MB   buffers, and what else objects hold outside of the heap
      held when it had returned  1.20 KB

    Next step: it holds everything at once: read and hand on piece by piece, with \`for await\` over a stream or a generator, instead of gathering into an array, a string or a Buffer first."
  `)
})

test('what still holds it in the end', () => {
  const last = { ...RUN, leftBytes: 47_000_000 }
  expect(message({ last }).split('\n').slice(-4)).toMatchInlineSnapshot(`
    [
      "  off-heap  48.0 MB   buffers, and what else objects hold outside of the heap",
      "  held when it had returned  47.0 MB",
      "",
      "Next step: most of it is still held when the function has returned: it is in the result, in a cache or in a closure. Return less, or a stream.",
    ]
  `)
})

test('under .not, what holds less', () => {
  expect(message({ outcome: 'pass', limitBytes: 100_000_000, runs: [RUN] }, true)).toMatchInlineSnapshot(`
    "expect(fn).not.toHavePeakHeapBelow("20MB")   what could be reached at once, above the 12.3 MB before

    Expected peak  ≥  100 MB
    Received peak  ≤ 49.1 MB          48.2 MB to 49.1 MB · run 1, 31 collections · 50.0 MB allocated

      heap      1.10 MB
      off-heap  48.0 MB   buffers, and what else objects hold outside of the heap
      held when it had returned  1.20 KB"
  `)
})

test('what cannot be told', () => {
  const bounds = { ...RUN.bounds, atLeast: { heapBytes: 3_000_000, offHeapBytes: 0 } }
  const undecided = { outcome: 'inconclusive', last: { ...RUN, bounds } } as const
  expect(message(undecided)).toMatchInlineSnapshot(`
    "expect(fn).toHavePeakHeapBelow("20MB")   what could be reached at once, above the 12.3 MB before

    Expected peak  <   20 MB
    Received peak  ≥ 3.00 MB          3.00 MB to 49.1 MB · run 2, 31 collections · 50.0 MB allocated

      heap      3.00 MB
      off-heap  0 B   buffers, and what else objects hold outside of the heap
      held when it had returned  1.20 KB

    Inconclusive: live objects are only counted when garbage is collected. Between two collections the peak was somewhere from 3.00 MB to 49.1 MB, and the limit of 20 MB lies in between.
    Next step: set the limit above 49.1 MB, give it more time with { maxTime }, or let the function await between its steps, where it can be looked at."
  `)
  expect(message(undecided, true).split('\n').at(-1)).toMatchInlineSnapshot(
    `"Next step: set the limit to 3.00 MB or less, give it more time with { maxTime }, or let the function await between its steps, where it can be looked at."`,
  )
})
