import { expect, test } from 'vitest'
import { llm, lognormal } from 'skillperf/mocks'
import { chat } from './chat.ts'

const reply =
  'Vitest is a test runner for projects built with Vite: it shares their config, and reruns tests as files change.'

test('the first token comes soon, and the others keep up with a reader', async ({ perf }) => {
  perf.network([llm.openai({ ttft: lognormal({ p50: 300, p95: 900 }), tokensPerSecond: 60, reply })])

  // A returned stream is read to its end, and its first item timed.
  const run = await perf.measure('chat', { clock: 'virtual', concurrency: 10 }, ({ signal }) =>
    chat('What is Vitest?', signal),
  )

  expect(run.ttft).toHaveP95Below('1s')
  expect(run.firstItem).toHaveP95Below('1s')
  expect(run).toHaveP95Below('2s')
})

test('an answer takes the time of its first token and of a gap for each other one', async ({ perf }) => {
  perf.network([llm.openai({ ttft: 300, tokensPerSecond: 50, reply: 'one two three four' })])

  const pieces: string[] = []

  const { elapsed } = await perf.virtual(async () => {
    for await (const piece of chat('Count.')) pieces.push(piece)
  })

  expect(pieces).toEqual(['one', ' two', ' three', ' four'])
  expect(elapsed).toBe(300 + 3 * 20)
})
