import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countTokens, splitTokens } from '../../../src/mocks/llm/tokens.ts'

describe('splitTokens', () => {
  test.for<[string, readonly string[]]>([
    ['', []],
    ['An answer.', ['An', ' answer', '.']],
    ['a b  c', ['a', ' b', '  c']],
    ['internationalization', ['intern', 'ationa', 'lizati', 'on']],
    ['two \n', ['two', ' \n']],
    ['{"q":"vitest"}', ['{"q":"', 'vitest', '"}']],
    ['你好 世界', ['你', '好', ' 世', '界']],
    ['ok 👍🏽', ['ok', ' 👍', '🏽']],
  ])('%j', ([text, tokens]) => {
    expect(splitTokens(text)).toStrictEqual(tokens)
    expect(countTokens(text)).toBe(tokens.length)
  })

  test('joined together they are the text, and none is empty', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.lorem({ maxCount: 20 })), (text) => {
        const tokens = splitTokens(text)
        expect(tokens.join('')).toBe(text)
        expect(tokens).not.toContain('')
      }),
    )
  })

  test('come near to what real tokenizers make of English', () => {
    const text =
      'The quick brown fox jumps over the lazy dog, and a thousand other animals wonder whether performance really matters in the forest.'
    const perToken = text.length / countTokens(text)
    expect(perToken).toBeGreaterThan(3.5)
    expect(perToken).toBeLessThan(5.5)
  })
})
