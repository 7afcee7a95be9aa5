import { expect, test } from 'vitest'
import { readMemoryOptions } from '../../../src/core/options/memory-options.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

test.for<[object, object]>([
  [{}, { calls: 1, warmup: 0, method: 'exact', snapshot: false }],
  [{ method: 'sampled' }, { calls: 2, warmup: 0, method: 'sampled', snapshot: false }],
  [
    { calls: 10, warmup: 3, method: 'exact', snapshot: 'a.heapsnapshot' },
    { calls: 10, warmup: 3, method: 'exact', snapshot: 'a.heapsnapshot' },
  ],
  [{ snapshot: true }, { calls: 1, warmup: 0, method: 'exact', snapshot: true }],
])('reads %o', ([given, read]) => {
  expect(readMemoryOptions(given, 'perf.memory')).toStrictEqual(read)
})

test.for<[unknown, string]>([
  [3, 'options must be a plain object, received 3. Write perf.memory(fn, { calls: 10 }).'],
  [{ call: 2 }, 'unknown option `call`. Did you mean `calls`? Known: calls, warmup, method, snapshot.'],
  [{ calls: 0 }, '`calls` must be a whole number from 1 up, received 0. Leave it out for the default, 1.'],
  [
    { calls: 1, method: 'sampled' },
    '`calls` must be a whole number from 2 up, received 1. Half of the calls tell what is still there, the others what was allocated. Leave it out for the default, 2.',
  ],
  [{ warmup: -1 }, '`warmup` must be a whole number from 0 up, received -1. Leave it out for the default.'],
  [
    { method: 'precise' },
    '`method` must be one of "exact", "sampled", received "precise". Write one of these, or leave `method` out.',
  ],
  [
    { snapshot: ' ' },
    '`snapshot` must be true, false, or the path of a file, received " ". Write { snapshot: \'after.heapsnapshot\' }.',
  ],
  [{ snapshot: 1 }, '`snapshot` must be true or false, received 1. Leave it out for the default.'],
])('refuses %o', ([given, message]) => {
  expect(thrownBy(() => readMemoryOptions(given, 'perf.memory')).message).toBe(`perf.memory: ${message}`)
})
