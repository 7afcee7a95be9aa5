import { expect, test } from 'vitest'
import { collapse } from '../../../src/core/memory/retaining-path.ts'

test.for([
  [[], []],
  [['a'], ['a']],
  [
    ['a', 'b', 'a'],
    ['a', 'b', 'a'],
  ],
  [
    ['list', 'next: Link', 'next: Link', 'next: Link', 'Object'],
    ['list', 'next: Link ×3', 'Object'],
  ],
  [
    ['Promise', '[reaction]', 'Promise', '[reaction]', 'Promise'],
    ['Promise', '[reaction] ×2', 'Promise'],
  ],
] as const)('%j becomes %j', ([steps, expected]) => {
  expect(collapse(steps)).toStrictEqual(expected)
})
