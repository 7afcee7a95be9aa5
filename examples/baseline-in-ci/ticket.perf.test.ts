import { expect, test } from 'vitest'
import { lognormal, tool } from 'skillperf/mocks'
import { passages } from './passages.ts'
import { answer } from './ticket.ts'

const sources = ['manual', 'forum', 'changelog'].map((source) =>
  tool.get(`https://${source}.example/search`, {
    name: source,
    latency: lognormal({ p50: 80, p95: 240 }),
    json: { passages: passages.slice(0, 5) },
  }),
)

const writer = tool.post('https://llm.example/answer', {
  name: 'writer',
  latency: lognormal({ p50: 700, p95: 1_800 }),
  json: { text: 'Install it again.' },
})

test('a ticket is answered', async ({ perf }) => {
  perf.network([...sources, writer])

  const run = await perf.measure('answer', { clock: 'virtual', iterations: 300 }, () =>
    answer('The update fails'),
  )

  expect(run).toHaveP95Below('2.5s')
})
