import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { expect, test } from 'vitest'
import { lognormal, tool } from 'skillperf/mocks'
import type { ToolHandler } from 'skillperf/mocks'
import { createServer } from './server.ts'

function weatherService(): ToolHandler {
  return tool.get('https://weather.example/forecast/:city', {
    name: 'weather',
    latency: lognormal({ p50: 120, p95: 300 }),
    reply: ({ params }) => ({ city: params['city'], celsius: String(params['city']).length }),
  })
}

async function connectedClient(): Promise<Client> {
  const [ours, theirs] = InMemoryTransport.createLinkedPair()
  const client = new Client({ name: 'test', version: '1.0.0' })
  await Promise.all([createServer().connect(theirs), client.connect(ours)])
  return client
}

const CITIES = ['Rome', 'Oslo', 'Lisbon', 'Reykjavik']

test('the tools of the server meet their SLA', async ({ perf }) => {
  perf.network([weatherService()])
  const client = await connectedClient()

  const one = await perf.measure('forecast', { clock: 'virtual', iterations: 300 }, () =>
    client.callTool({ name: 'forecast', arguments: { city: 'Rome' } }),
  )
  const several = await perf.measure('warmest', { clock: 'virtual', iterations: 300 }, () =>
    client.callTool({ name: 'warmest', arguments: { cities: CITIES } }),
  )

  expect(one).toHaveP95Below(400)
  expect(several).toHaveP95Below(600)
  // It asks for all cities at once.
  expect(several.counts['weather']).toMatchObject({ perIteration: { min: 4, max: 4 }, atOnce: 4 })
})

test('the answers are right', async ({ perf }) => {
  perf.network([weatherService()])
  const client = await connectedClient()

  const { value } = await perf.virtual(() =>
    client.callTool({ name: 'warmest', arguments: { cities: CITIES } }),
  )

  expect(value.content).toEqual([{ type: 'text', text: 'Reykjavik' }])
})
