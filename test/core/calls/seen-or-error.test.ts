import { expect, test } from 'vitest'
import { announceMock } from '../../../src/core/calls/mocked-call.ts'
import { knownMocks, requireCalls, totalCalls } from '../../../src/core/calls/seen-or-error.ts'
import { countOf } from '../../helpers/calls.ts'
import { forgetMocks } from '../../helpers/forget-mocks.ts'
import { measurementOf } from '../../helpers/measurement-of.ts'
import { thrownBy } from '../../helpers/thrown-by.ts'

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
