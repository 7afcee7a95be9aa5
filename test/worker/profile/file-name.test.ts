import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { profileName } from '../../../src/worker/profile/file-name.ts'
import type { Profiled } from '../../../src/worker/profile/file-name.ts'

/** Letters, and what file systems do not take. */
const CHARACTERS = Array.from('aZ0._-/\\:*?"<>| \n\u0000é測😀')

const plain: Profiled = {
  project: '',
  file: 'test/research.test.ts',
  names: ['suite', 'meets its SLA'],
  nth: 0,
  repeat: 0,
  measurement: 'research',
}

test.for<readonly [string, Partial<Profiled>, RegExp]>([
  ['file, test and measurement', {}, /^research\.test\.ts--meets-its-SLA--research--[0-9a-f]{8}$/],
  ['the project', { project: 'unit (node)' }, /^unit-node--research\.test\.ts--meets-its-SLA--research--/],
  [
    'a measurement of the name of its test, once',
    { measurement: 'meets its SLA' },
    /^research\.test\.ts--meets-its-SLA--[0-9a-f]{8}$/,
  ],
  ['which repetition it is', { repeat: 2 }, /--research--repeat-2--[0-9a-f]{8}$/],
  ['what no file system takes', { measurement: 'a/b\\c:d*e?"<f>|g\n' }, /--a-b-c-d-e-f-g--[0-9a-f]{8}$/],
  ['secrets', { measurement: 'with password=hunter2' }, /--with-password-redacted--[0-9a-f]{8}$/],
  ['a long name, cut', { measurement: 'x'.repeat(500) }, /--x{40}--[0-9a-f]{8}$/],
  ['a path up', { measurement: '../../etc' }, /--etc--[0-9a-f]{8}$/],
  ['no letter at all', { measurement: '測定' }, /^research\.test\.ts--meets-its-SLA--[0-9a-f]{8}$/],
])('a name has %s', ([, more, expected]) => {
  expect(profileName({ ...plain, ...more })).toMatch(expected)
})

test('a file on Windows has the name that it has elsewhere', () => {
  expect(profileName({ ...plain, file: 'test\\research.test.ts' })).toMatch(/[0-9a-f]{8}$/)
  const digest = (file: string): string => profileName({ ...plain, file }).slice(-8)
  expect(digest('test\\research.test.ts')).toBe(digest('test/research.test.ts'))
})

test('any names make one that every file system takes, and that differs where they do', () => {
  const text = fc.string({ unit: fc.constantFrom(...CHARACTERS), maxLength: 60 })
  const profiled = fc.record({
    project: text,
    file: text,
    names: fc.array(text, { minLength: 1, maxLength: 3 }),
    nth: fc.nat(3),
    repeat: fc.nat(3),
    measurement: text,
  })
  fc.assert(
    fc.property(profiled, fc.constantFrom(' ', '-', '/', 'a', '\u0000'), (one, more) => {
      const name = profileName(one)
      expect(name).toMatch(/^[\w.-]{8,190}$/)
      expect(name).toMatch(/^[^.-].*[^.]$/)
      expect(profileName({ ...one, measurement: one.measurement + more })).not.toBe(name)
      expect(profileName({ ...one, nth: one.nth + 1 })).not.toBe(name)
      expect(profileName({ ...one, repeat: one.repeat + 1 })).not.toBe(name)
    }),
  )
})
