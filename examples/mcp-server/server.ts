import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'
import { forecastFor } from './forecast.ts'

/** A server with two tools: the forecast of a city, and the warmest of several. */
export function createServer(): McpServer {
  const server = new McpServer({ name: 'weather', version: '1.0.0' })

  server.registerTool(
    'forecast',
    { description: 'How warm it is going to be', inputSchema: { city: z.string() } },
    async ({ city }, { signal }) => {
      const { celsius } = await forecastFor(city, signal)
      return { content: [{ type: 'text', text: `${celsius} °C` }] }
    },
  )

  server.registerTool(
    'warmest',
    { description: 'The warmest of several cities', inputSchema: { cities: z.array(z.string()) } },
    async ({ cities }, { signal }) => {
      const all = await Promise.all(cities.map((city) => forecastFor(city, signal)))
      const [warmest] = all.toSorted((a, b) => b.celsius - a.celsius)
      return { content: [{ type: 'text', text: warmest?.city ?? 'none' }] }
    },
  )

  return server
}
