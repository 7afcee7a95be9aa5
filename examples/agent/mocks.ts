import { llm, lognormal, tool } from 'skillperf/mocks'

/** A model that asks both tools at once, then answers; and the tools. */
export function agentMocks() {
  const city = { city: 'Oslo' }
  return [
    llm.openai({
      ttft: lognormal({ p50: 300, p95: 900 }),
      tokensPerSecond: 80,
      reply: [
        {
          toolCalls: [
            { name: 'weather', arguments: city },
            { name: 'events', arguments: city },
          ],
        },
        'It stays dry: walk up to the opera, and hear the choir at eight.',
      ],
    }),
    tool.get('https://weather.example/today', {
      name: 'weather',
      latency: lognormal({ p50: 100, p95: 300 }),
      json: { sky: 'clear' },
    }),
    tool.get('https://events.example/today', {
      name: 'events',
      latency: lognormal({ p50: 150, p95: 400 }),
      json: { events: ['choir, 20:00'] },
    }),
  ]
}
