import { expect, test } from 'vitest'
import { researchTools } from '../research/mocks.ts'
import { research } from './research.ts'

test('research meets its SLA', async ({ perf }) => {
  perf.network(researchTools())

  const run = await perf.measure('research', { iterations: 60, concurrency: 10 }, ({ signal }) =>
    research('What is Vitest?', signal),
  )

  expect(run).toHaveP50Below('75ms')
})
