import { expect, test } from 'vitest'
import { lognormal, tool } from 'skillperf/mocks'
import { rank } from './rank.ts'
import { answer } from './ticket.ts'

const passages = Array.from({ length: 40 }, (_, i) => ({
  title: `Question ${i}`,
  text: `How to install, update or remove part ${i}, and what to do when the update fails.`,
}))

const search = ['manual', 'forum', 'changelog'].map((source) =>
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
  perf.network([...search, writer])

  const run = await perf.measure('answer', { clock: 'virtual' }, () => answer('The update fails'))

  expect(run).toHaveP95Below('2.5s')
})

test('passages are ranked', async ({ perf }) => {
  const run = await perf.measure('rank', () => rank('what to do when an update fails', passages))

  expect(run).toHaveP95Below(50)
})
