import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { COUNT_KINDS, countLabel, readCountLabel } from '../../../src/core/baseline/count-kinds.ts'
import type { CountKindName } from '../../../src/core/baseline/count-kinds.ts'

const KINDS = Object.keys(COUNT_KINDS) as CountKindName[]

test('a label says what it counts, and of which mock', () => {
  fc.assert(
    fc.property(fc.constantFrom(...KINDS), fc.string({ minLength: 1 }), (kind, name) => {
      const mock = COUNT_KINDS[kind].named ? name : undefined
      expect(readCountLabel(countLabel(kind, mock))).toStrictEqual({ kind, mock })
    }),
  )
})

test('a label that nobody knows is none', () => {
  expect(readCountLabel('sleeps bed')).toBeUndefined()
  expect(readCountLabel('calls')).toBeUndefined()
})
