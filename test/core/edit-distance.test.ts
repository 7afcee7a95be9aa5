import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editDistance } from '../../src/core/edit-distance.ts'

describe('editDistance', () => {
  test.for<[string, string, number]>([
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['kitten', 'sitting', 3],
    ['p95', 'p99', 1],
    ['flaw', 'lawn', 2],
    ['same', 'same', 0],
  ])('between %o and %o is %d', ([a, b, distance]) => {
    expect(editDistance(a, b)).toBe(distance)
  })

  const word = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', 'c') })

  test('is a metric', () => {
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a))
        expect(editDistance(a, b) === 0).toBe(a === b)
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c))
      }),
    )
  })

  test('equals the recursive definition', () => {
    const definition = (a: string, b: string): number => {
      if (a === '' || b === '') return a.length + b.length
      const [restA, restB] = [a.slice(1), b.slice(1)]
      if (a[0] === b[0]) return definition(restA, restB)
      return 1 + Math.min(definition(restA, b), definition(a, restB), definition(restA, restB))
    }
    const short = fc.string({ maxLength: 5, unit: fc.constantFrom('a', 'b', 'c') })
    fc.assert(
      fc.property(short, short, (a, b) => {
        expect(editDistance(a, b)).toBe(definition(a, b))
      }),
    )
  })
})
