import { expect, test } from 'vitest'
import { isLeftOut, matchesFilter, readFilter } from '../../src/main/project-filter.ts'

test.for<[readonly string[], string, boolean]>([
  [[], '', true],
  [[], 'perf', true],
  [['perf'], 'perf', true],
  [['PERF'], 'perf', true],
  [['perf'], 'perfect', false],
  [['perf'], '', false],
  [['unit', 'p*'], 'perf', true],
  [['*'], '', true],
  [['!perf'], 'perf', false],
  [['!perf'], '', true],
  [['!unit', 'perf'], 'perf', true],
  [['*', '!p*f'], 'perf', false],
  [['a.b'], 'axb', false],
  [['app (perf)'], 'app (perf)', true],
])('%o lets "%s" run: %s', ([filter, name, expected]) => {
  expect(matchesFilter(filter, name)).toBe(expected)
})

test('leaves out only what is named so', () => {
  expect(isLeftOut(['unit'], 'perf')).toBe(false)
  expect(isLeftOut(['unit', '!perf'], 'perf')).toBe(true)
})

test.for<[unknown, readonly string[]]>([
  [undefined, []],
  ['perf', ['perf']],
  [
    ['perf', '!unit', 3],
    ['perf', '!unit'],
  ],
])('reads %o', ([value, expected]) => {
  expect(readFilter(value)).toStrictEqual(expected)
})
