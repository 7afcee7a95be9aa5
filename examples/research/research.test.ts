import { expect, test } from 'vitest'
import { tool } from 'skillperf/mocks'
import { researchTools } from './mocks.ts'
import { research } from './research.ts'

// Whatever the tools take passes at once.
const virtual = { meta: { skillperf: { clock: 'virtual' } } } as const

test('answers from the three best pages', virtual, async ({ perf }) => {
  const net = perf.network(researchTools())

  const answer = await research('What is Vitest?')

  expect(answer.text).toBe('A test runner.')
  expect(answer.sources).toHaveLength(3)
  expect(net.calls.map((call) => call.name)).toEqual([
    'web_search',
    'fetch_page',
    'fetch_page',
    'fetch_page',
    'llm',
  ])
})

test('says which host failed', virtual, async ({ perf }) => {
  const net = perf.network(researchTools())
  net.use(tool.get('https://search.example/api', { name: 'search_down', status: 503 }))

  await expect(research('What is Vitest?')).rejects.toThrow('search.example answered 503')
})
