import { expect, test } from 'vitest'
import { DEFAULT_ISOLATE, readIsolate } from '../../../src/core/options/isolate.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

test.for<[unknown, readonly string[]]>([
  [undefined, [DEFAULT_ISOLATE]],
  [false, []],
  ['perf/**', ['perf/**']],
  [
    ['**/*.perf.ts', '!(old)/*.slow.ts'],
    ['**/*.perf.ts', '!(old)/*.slow.ts'],
  ],
])('reads %o', ([value, globs]) => {
  expect(readIsolate(value, 'here')).toStrictEqual(globs)
})

test.for<[unknown, string]>([
  [true, 'true'],
  ['', '""'],
  ['  ', '"  "'],
  ['!**/*.slow.ts', '"!**/*.slow.ts"'],
  [[], 'an array of 0'],
  [['a', 5], '5'],
  [{ include: 'a' }, 'an object with include'],
])('refuses %o', ([value, shown]) => {
  expect(thrownBy(() => readIsolate(value, 'here')).message).toBe(
    `here: \`isolate\` must be a glob, a list of globs, or false, received ${shown}. Write for example '**/*.perf.test.ts', or false to let perf files run among the others.`,
  )
})
