import { describe, expect, test } from 'vitest'
import { announceMock } from '../../../src/core/calls/mocked-call.ts'
import { knownMocks, listNames, requireCalls, totalCalls } from '../../../src/core/calls/seen-or-error.ts'
import { countOf } from '../../helpers/calls.ts'
import { forgetMocks } from '../../helpers/forget-mocks.ts'
import { measurementOf, range } from '../../helpers/measurement-of.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

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

test('known are the mocks of the measurement first, then those that were announced, each once', () => {
  forgetMocks()
  announceMock('vector_search')
  announceMock('llm')
  const run = measurementOf([1], { counts: { llm: countOf([1]), web_search: countOf([0]) } })
  expect(knownMocks(run)).toStrictEqual(['llm', 'web_search', 'vector_search'])
})

test('one call of any mock is enough to judge calls', () => {
  const counts = { llm: countOf([0, 1]), web_search: countOf([0, 0]) }
  expect(totalCalls(measurementOf([1, 1], { counts }))).toBe(1)
  requireCalls(measurementOf([1, 1], { counts }), 'here')
  expect(
    thrownBy(() => requireCalls(measurementOf([1], { counts: { llm: countOf([0]) } }), 'here')).message,
  ).toMatch(/^here: no mock was called in "research", so that there is nothing to judge\. Known: "llm"\./)
})
