import { expect, test } from 'vitest'
import { researchTools } from './mocks.ts'
import { research } from './research.ts'

test('research meets its SLA', async ({ perf }) => {
  perf.network(researchTools())

  const run = await perf.measure('research', { clock: 'virtual', concurrency: 10 }, ({ signal }) =>
    research('What is Vitest?', signal),
  )

  expect(run).toHaveP95Below('4s')
  expect(run).toHaveThroughputAbove('4/s')
})
