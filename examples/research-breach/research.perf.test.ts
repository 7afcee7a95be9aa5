import { expect, test } from 'vitest'
import { researchTools } from '../research/mocks.ts'
import { research } from './research.ts'

const QUESTION =
  'What is Vitest and how does it differ from the test runners that came before it, ' +
  'and which of them fail a build when a function takes too long for the people who wait for it?'

test('research meets its SLA', { timeout: 60_000 }, async ({ perf }) => {
  perf.network(researchTools())

  const run = await perf.measure('research', { iterations: 60, concurrency: 60 }, ({ signal }) =>
    research(QUESTION, signal),
  )

  expect(run).toHaveP95Below('0.5s')
})
