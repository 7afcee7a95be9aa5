import { describe, expect, test } from 'vitest'
import { listNames, requireName } from '../../src/core/known-name.ts'
import { range } from '../helpers/measurement-of.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

describe('listNames', () => {
  test.for<[readonly string[], string]>([
    [[], 'none'],
    [['llm', 'web_search'], '"llm", "web_search"'],
    [['a\u001B[31m\nb', 'GET x.example/?key=0123456789'], '"a b", "GET x.example/?key=[redacted]"'],
  ])('of %j', ([names, list]) => {
    expect(listNames(names)).toBe(list)
  })

  test('is cut after twenty', () => {
    const list = listNames(range(1, 23).map((i) => `tool${i}`))
    expect(list).toMatch(/^"tool1", .*"tool20" and 3 more$/)
  })
})

describe('requireName', () => {
  const known = ['web_search', 'llm']

  test('takes what is known', () => {
    expect(requireName('llm', known, 'span', 'run.span')).toBe('llm')
  })

  test.for<[unknown, string]>([
    [
      'web_serch',
      'run.span: no span of this name was registered or seen, received "web_serch". Did you mean "web_search"? Known: "web_search", "llm".',
    ],
    [
      'fetch_page',
      'run.span: no span of this name was registered or seen, received "fetch_page". Known: "web_search", "llm".',
    ],
    ['', 'run.span: the name of a span must be a text, received "". Known: "web_search", "llm".'],
    [7, 'run.span: the name of a span must be a text, received 7. Known: "web_search", "llm".'],
  ])('refuses %o', ([name, message]) => {
    expect(thrownBy(() => requireName(name, known, 'span', 'run.span')).message).toBe(message)
  })
})
