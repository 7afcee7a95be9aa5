import { expect, test } from 'vitest'
import { ownerOf } from '../../src/core/owner.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const owner = (name: string, owns: boolean | undefined) => ({ name, owns: () => owns })
const URL = 'https://search.example/api?key=secret'

test.for<[string, readonly (boolean | undefined)[], number | undefined]>([
  ['nobody', [], undefined],
  ['the one who owns it', [false, true, undefined], 1],
  ['the only one who may', [false, undefined], 1],
  ['none of those who do not', [false, false], undefined],
])('ownerOf finds %s', ([, claims, found]) => {
  const owners = claims.map((claim, index) => owner(`${index}`, claim))
  expect(ownerOf(owners, URL)).toBe(found === undefined ? undefined : owners[found])
})

test('ownerOf refuses to guess', () => {
  const owners = [owner('a', undefined), owner('b', undefined)]
  expect(thrownBy(() => ownerOf(owners, URL)).message).toBe(
    'perf.network: cannot tell which of 2 concurrent tests asked for https://search.example/api: the call lost its async context. ' +
      'Run these tests one after another (without .concurrent).',
  )
})
