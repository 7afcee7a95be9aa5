import { expect, test } from 'vitest'
import { readLeakOptions } from '../../../src/core/options/leak-options.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

const PLACE = 'toNotLeakMemory'
const NOTHING = {
  limitBytes: undefined,
  warmupCalls: undefined,
  maxTimeMs: undefined,
  between: undefined,
  clock: undefined,
}

test('leaves out what is left out', () => {
  expect(readLeakOptions(undefined, PLACE)).toEqual(NOTHING)
  expect(readLeakOptions({}, PLACE)).toEqual(NOTHING)
})

test('reads sizes, calls, durations and functions', () => {
  const between = (): void => {}
  expect(
    readLeakOptions({ limit: '1KB', warmup: 0, maxTime: '2s', between, clock: 'virtual' }, PLACE),
  ).toEqual({ limitBytes: 1_000, warmupCalls: 0, maxTimeMs: 2_000, between, clock: 'virtual' })
})

test.for<[unknown, string]>([
  [
    16,
    "options must be a plain object, received 16. Write await expect(fn).toNotLeakMemory({ limit: '16 B' }).",
  ],
  [
    { warmUp: 3 },
    'unknown option `warmUp`. Did you mean `warmup`? Known: limit, warmup, maxTime, between, clock.',
  ],
  [{ limit: '16' }, '`limit` has no unit, received "16". Write \'16B\', or the number 16.'],
  [{ warmup: -1 }, '`warmup` must be a whole number from 0 up, received -1. Leave it out for the default.'],
  [{ maxTime: '5' }, '`maxTime` has no unit, received "5". Write \'5ms\', or the number 5.'],
  [{ between: 5 }, '`between` must be a function, received 5. Write { between: () => mock.mockClear() }.'],
  [
    { clock: 'fake' },
    '`clock` must be one of "real", "virtual", received "fake". Write one of these, or leave `clock` out.',
  ],
])('refuses %o', ([options, message]) => {
  expect(thrownBy(() => readLeakOptions(options, PLACE)).message).toBe(`${PLACE}: ${message}`)
})
