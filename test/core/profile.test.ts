import { expect, test } from 'vitest'
import { readProfile } from '../../src/core/profile.ts'

test.for([
  ['cpu', ['cpu']],
  [
    ['trace', 'cpu'],
    ['cpu', 'trace'],
  ],
  [['heap', 'heap'], ['heap']],
] as const)('%o is read as %o', ([given, read]) => {
  expect(readProfile(given, 'perf.measure "a"')).toStrictEqual(read)
})

test.for<readonly [unknown, string]>([
  ['memory', '"memory"'],
  [true, 'true'],
  [[], 'an array of 0'],
  [['cpu', 1], '1'],
  [[undefined], 'an array of 1'],
])('%o is refused', ([given, shown]) => {
  expect(() => readProfile(given, 'perf.measure "a"')).toThrow(
    `perf.measure "a": \`profile\` must be "cpu", "heap", "trace", or a list of these, received ${shown}. Write { profile: 'cpu' }, or leave it out.`,
  )
})
