import { expect, test } from 'vitest'
import { researchTools } from '../research/mocks.ts'
import { research } from './research.ts'

const QUESTION = 'What is Vitest?'

test('research meets its SLA', async ({ perf }) => {
  perf.network(researchTools())

  const run = await perf.measure('research', { clock: 'virtual', concurrency: 10 }, ({ signal }) =>
    research(QUESTION, signal),
  )

  expect(run).toHaveP95Below('4s')
})
