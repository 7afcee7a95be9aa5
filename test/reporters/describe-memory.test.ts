import { expect, test } from 'vitest'
import { describeMemory } from '../../reporters/describe-memory.ts'
import type { MeasurementRecord } from '../../src/core/wire.ts'
import { recordOf } from '../helpers/measurement-record.ts'

test.for<[string, Partial<MeasurementRecord>, string | undefined]>([
  ['nothing is known', {}, undefined],
  ['collecting took no time to speak of', { gc: { collections: 90, pauseMs: 30, share: 0.0499 } }, undefined],
  [
    'collecting took a large share of a short time',
    { gc: { collections: 5, pauseMs: 9.9, share: 0.5 } },
    undefined,
  ],
  ['a few fell into a short time', { gc: { collections: 4, pauseMs: 80, share: 0.7 } }, undefined],
  [
    'collecting took long',
    { gc: { collections: 5, pauseMs: 30.04, share: 0.05 } },
    'collecting garbage took 5 % of the time: 5 collections, 30.0 ms',
  ],
  [
    'bytes were asked for',
    { allocated: { heapBytes: 1_904, offHeapBytes: 0 }, gc: { collections: 0, pauseMs: 0, share: 0 } },
    'allocates 1.90 KB per iteration · collecting garbage took 0 % of the time: 0 collections, 0 ms',
  ],
  [
    'bytes were asked for in virtual time',
    { allocated: { heapBytes: 48, offHeapBytes: 65_536 } },
    'allocates 48 B per iteration and 65.5 KB off-heap',
  ],
])('%s', ([, record, line]) => {
  expect(describeMemory(recordOf(record))).toBe(line)
})
