import { expect, test } from 'vitest'
import { planDay } from './agent.ts'
import { agentMocks } from './mocks.ts'

test('the agent meets its SLA', async ({ perf }) => {
  perf.network(agentMocks())

  const run = await perf.measure(
    'plan a day',
    { clock: 'virtual', iterations: 300, concurrency: 10 },
    ({ signal }) => planDay('What shall I do in Oslo?', signal),
  )

  expect(run).toHaveP95Below('4s')
  expect(run.firstItem).toHaveP95Below('3s')
  expect(run.counts['llm']?.perIteration).toMatchObject({ min: 2, max: 2 })
  // The model, both tools at the same time, the model.
  expect(run.serialDepth.perIteration.max).toBe(3)
})

test('the agent answers from its tools', async ({ perf }) => {
  const net = perf.network(agentMocks())

  let plan = ''

  await perf.virtual(async () => {
    for await (const piece of planDay('What shall I do in Oslo?')) plan += piece
  })

  expect(plan).toContain('choir')
  expect(net.calls.map((call) => call.name).toSorted()).toEqual(['events', 'llm', 'llm', 'weather'])
})
