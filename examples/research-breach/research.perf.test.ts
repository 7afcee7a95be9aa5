import { expect, test } from 'vitest'
import { researchTools } from '../research/mocks.ts'
import { research } from './research.ts'

const QUESTION = 'What is Vitest?'

test('research meets its SLA', { timeout: 60_000 }, async ({ perf }) => {
  perf.network(researchTools())

  const run = await perf.measure('research', { iterations: 60, concurrency: 5 }, ({ signal }) =>
    research(QUESTION, signal),
  )

  expect(run).toHaveP95Below('40ms')
})
