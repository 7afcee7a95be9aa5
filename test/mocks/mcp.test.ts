import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { describe, expect, test } from 'vitest'
import type { FailureMode } from '../../src/core/calls/failure-mode.ts'
import type { Modifier } from '../../src/core/time/latency/modifier.ts'
import type { McpOptions, McpServer } from '../../src/mocks/mcp/mcp-server.ts'
import { tool } from '../../src/mocks/tool.ts'
import { withLatency } from '../../src/mocks/with-latency.ts'
import type { Perf } from '../../src/worker/perf.ts'
import { installClockShims } from '../../src/worker/virtual/shims/install.ts'
import { CLOCKS, inTest, onClock } from '../helpers/in-test.ts'
import { rejectionOf, thrownBy } from '../helpers/thrown-by.ts'

installClockShims()

const URL_ = 'https://mcp.example/mcp'

const failing = (failure: FailureMode, count = Infinity): Modifier => ({
  description: 'fails',
  begin: () => ({ admit: (call) => (call.count < count ? failure : undefined) }),
})

const OPTIONS: McpOptions = {
  name: 'docs',
  latency: 1,
  tools: {
    search: {
      description: 'Searches',
      inputSchema: { type: 'object', properties: { q: { type: 'string' } } },
      latency: 10,
      reply: ({ q }, { nth }) => ({ hits: [`${String(q)} ${nth}`] }),
    },
    text: { latency: 2, result: 'plain' },
    refuse: { result: { content: [{ type: 'text', text: 'no' }], isError: true } },
    slow: { latency: '1min', result: 'late' },
    broken: {
      reply() {
        throw new Error('my mistake')
      },
    },
    busy: { modifiers: [failing({ kind: 'status', status: 503 })], result: '' },
    chosen: { reply: () => ({ failure: 503 }) },
    list: { reply: () => ['a', 'b'] },
  },
}

const WAYS = ['HTTP and JSON', 'HTTP and events', 'memory'] as const
type Way = (typeof WAYS)[number]

async function connected(perf: Perf, way: Way, options: McpOptions = OPTIONS): Promise<Client> {
  const server = tool.mcp(URL_, { ...options, sse: way === 'HTTP and events' })
  if (way !== 'memory') perf.network([server])
  const client = new Client({ name: 'agent', version: '1.0.0' })
  await client.connect(transportTo(server, way))
  return client
}

function transportTo(server: McpServer, way: Way): Transport {
  return way === 'memory' ? server.transport() : new StreamableHTTPClientTransport(new URL(URL_))
}

const CASES = CLOCKS.flatMap((clock) => WAYS.map((way) => ({ clock, way })))

describe.for(CASES)('the official client over $way, on the $clock clock', ({ clock, way }) => {
  /** Runs a function with a connected client; what it takes to connect is left out. */
  async function withClient<T>(
    fn: (client: Client) => Promise<T>,
    options?: McpOptions,
  ): Promise<{ value: T; elapsed: number | undefined; failures: Error[] }> {
    return inTest(async (perf, run) => {
      let startedMs = 0
      const { value, elapsed } = await onClock(perf, clock, async () => {
        const client = await connected(perf, way, options)
        startedMs = perf.clock.now()
        const value = await fn(client)
        const tookMs = perf.clock.now() - startedMs
        await client.close()
        return { value, tookMs }
      })
      return {
        value: value.value,
        elapsed: elapsed === undefined ? undefined : value.tookMs,
        failures: run.failures,
      }
    })
  }

  test('learns the server and its tools', async () => {
    const { value } = await withClient(async (client) => {
      await client.ping()
      const { tools } = await client.listTools()
      return { server: client.getServerVersion(), tools: tools.slice(0, 2) }
    })
    expect(value).toStrictEqual({
      server: { name: 'docs', version: '1.0.0' },
      tools: [
        {
          name: 'search',
          description: 'Searches',
          inputSchema: { type: 'object', properties: { q: { type: 'string' } } },
        },
        { name: 'text', inputSchema: { type: 'object' } },
      ],
    })
  })

  test('calls tools, one after another and at once, in their time', async () => {
    const { value, elapsed } = await withClient(async (client) => {
      const first = await client.callTool({ name: 'search', arguments: { q: 'a' } })
      const others = await Promise.all([
        client.callTool({ name: 'search', arguments: { q: 'b' } }),
        client.callTool({ name: 'text' }),
        client.callTool({ name: 'refuse' }),
        client.callTool({ name: 'list' }),
      ])
      return [first, ...others]
    })
    const found = (hit: string): object => ({
      content: [{ type: 'text', text: `{"hits":["${hit}"]}` }],
      structuredContent: { hits: [hit] },
    })
    expect(value).toStrictEqual([
      found('a 0'),
      found('b 1'),
      { content: [{ type: 'text', text: 'plain' }] },
      { content: [{ type: 'text', text: 'no' }], isError: true },
      { content: [{ type: 'text', text: '["a","b"]' }] },
    ])
    if (elapsed !== undefined) expect(elapsed).toBe(20)
  })

  test('is refused what there is not', async () => {
    const { value } = await withClient(async (client) => [
      (await rejectionOf(client.callTool({ name: 'unknown' }))).message,
      (await rejectionOf(client.listPrompts())).message,
    ])
    expect(value).toStrictEqual([
      'MCP error -32602: Unknown tool: unknown',
      'MCP error -32601: Method not found: prompts/list',
    ])
  })

  test('gives up after its own timeout, and the next call is a retry', async () => {
    const { value, elapsed } = await withClient(async (client) => {
      const late = client.callTool({ name: 'slow' }, undefined, { timeout: 25 })
      const { message } = await rejectionOf(late)
      return message
    })
    expect(value).toBe('MCP error -32001: Request timed out')
    if (elapsed !== undefined) expect(elapsed).toBe(25)
  })

  test('gives up when it is aborted', async () => {
    const { value, elapsed } = await withClient(async (client) => {
      const stop = new AbortController()
      const late = client.callTool({ name: 'slow' }, undefined, { signal: stop.signal })
      setTimeout(() => stop.abort(new Error('changed my mind')), 5)
      return (await rejectionOf(late)).message
    })
    expect(value).toMatch(/changed my mind/)
    if (elapsed !== undefined) expect(elapsed).toBe(5)
  })

  test('sees failures, by a modifier and by a reply', async () => {
    const { value, failures } = await withClient(async (client) => [
      (await rejectionOf(client.callTool({ name: 'busy' }))).message,
      (await rejectionOf(client.callTool({ name: 'chosen' }))).message,
    ])
    expect(value).toStrictEqual(
      way === 'memory'
        ? [
            'MCP error -32000: mocked failure of "docs/busy": status 503',
            'MCP error -32000: mocked failure of "docs/chosen": status 503',
          ]
        : Array.from(
            { length: 2 },
            () =>
              'Streamable HTTP error: Error POSTing to endpoint: {"error":{"message":"mocked failure with status 503"}}',
          ),
    )
    expect(failures).toStrictEqual([])
  })

  test('a reply that throws fails the test', async () => {
    const { value, failures } = await withClient(async (client) =>
      rejectionOf(client.callTool({ name: 'broken' })),
    )
    expect(value.message).toContain('my mistake')
    expect(failures.map(({ message }) => message)).toStrictEqual(['my mistake'])
  })

  test('counts each tool under its own name, all else under the server’s', async () => {
    await inTest(async (perf) => {
      if (way !== 'memory') perf.network([tool.mcp(URL_, { ...OPTIONS, sse: way === 'HTTP and events' })])
      const server = tool.mcp(URL_, OPTIONS)
      const client = new Client({ name: 'agent', version: '1.0.0' })
      await client.connect(transportTo(server, way))
      const run = await perf.measure('agent', { clock, iterations: 20, warmup: 0 }, async () => {
        await client.listTools()
        await client.callTool({ name: 'text' })
        await client.callTool({ name: 'text' })
        const late = client.callTool({ name: 'slow', arguments: { a: 1 } }, undefined, { timeout: 3 })
        await rejectionOf(late)
        await rejectionOf(client.callTool({ name: 'slow', arguments: { a: 1 } }, undefined, { timeout: 3 }))
      })
      expect(run.errors).toBe(0)
      // To call a request off is a request of its own over HTTP; the last one comes after the iteration's end.
      const others = way === 'memory' ? 1 : 2
      expect(run.counts).toMatchObject({
        docs: { perIteration: { min: others, max: others } },
        'docs/text': { total: 40, errors: 0, retries: 0 },
        'docs/slow': { total: 40, errors: 0, retries: 20 },
      })
      expect(run.seen.repeats.perIteration.max).toBe(1)
      if (clock === 'virtual') expect(run.max).toBe(1 + 2 + 2 + 3 + 3)
    })
  })
})

describe('over HTTP', () => {
  interface Seen {
    readonly status: number
    readonly headers: Headers
    readonly json: unknown
  }

  async function ask(method: string, body?: string): Promise<Seen> {
    const response = await fetch(URL_, { method, ...(body !== undefined && { body }) })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      json: text === '' ? undefined : (JSON.parse(text) as unknown),
    }
  }

  test.for<[string, string, string | undefined, number, unknown]>([
    ['no stream of its own messages', 'GET', undefined, 405, undefined],
    ['the end of a session', 'DELETE', undefined, 200, undefined],
    ['a notification', 'POST', '{"jsonrpc":"2.0","method":"notifications/initialized"}', 202, undefined],
    ['an answer', 'POST', '{"jsonrpc":"2.0","id":1,"result":{}}', 202, undefined],
    [
      'no JSON',
      'POST',
      '{',
      400,
      { jsonrpc: '2.0', id: null, error: { code: -32_700, message: 'Parse error' } },
    ],
    [
      'a batch',
      'POST',
      '[]',
      400,
      { jsonrpc: '2.0', id: null, error: { code: -32_600, message: 'Invalid Request' } },
    ],
    [
      'another version of JSON-RPC',
      'POST',
      '{"id":1,"method":"ping"}',
      400,
      { jsonrpc: '2.0', id: null, error: { code: -32_600, message: 'Invalid Request' } },
    ],
    [
      'a client that names no version',
      'POST',
      '{"jsonrpc":"2.0","id":"a","method":"initialize"}',
      200,
      {
        jsonrpc: '2.0',
        id: 'a',
        result: {
          protocolVersion: '2025-06-18',
          capabilities: { tools: {} },
          serverInfo: { name: 'MCP mcp.example/mcp', version: '1.0.0' },
        },
      },
    ],
  ])('answers %s', async ([, method, body, status, json]) => {
    await inTest(async (perf) => {
      perf.network([tool.mcp(URL_, { tools: { a: {} } })])
      const seen = await ask(method, body)
      expect(seen.status).toBe(status)
      expect(seen.json).toStrictEqual(json)
    })
  })

  test('gives each client a session', async () => {
    await inTest(async (perf) => {
      perf.network([tool.mcp(URL_, { tools: { a: {} } })])
      const body = '{"jsonrpc":"2.0","id":1,"method":"initialize"}'
      const sessions = [await ask('POST', body), await ask('POST', body)].map(({ headers }) =>
        headers.get('mcp-session-id'),
      )
      expect(sessions).toStrictEqual([
        expect.stringMatching(/^[0-9a-f]{12}$/),
        expect.stringMatching(/^[0-9a-f]{12}$/),
      ])
      expect(new Set(sessions).size).toBe(2)
    })
  })

  test.for<[FailureMode['kind'], RegExp]>([
    ['drop', /terminated/],
    ['malformed', /JSON/],
    ['stall', /Request timed out/],
  ])('a reply may break half way: %s', async ([kind, message]) => {
    for (const sse of [false, true]) {
      await inTest(async (perf, run) => {
        perf.network([
          tool.mcp(URL_, { name: 'docs', sse, tools: { a: { reply: () => ({ failure: kind }) } } }),
        ])
        const client = new Client({ name: 'agent', version: '1.0.0' })
        const told: string[] = []
        Object.assign(client, { onerror: (error: Error) => told.push(error.message) })
        await perf.virtual(async () => {
          await client.connect(new StreamableHTTPClientTransport(new URL(URL_)))
          const late = client.callTool({ name: 'a' }, undefined, { timeout: 50 })
          told.push((await rejectionOf(late)).message)
          await client.close()
        })
        expect(told.join('\n')).toMatch(message)
        expect(run.failures).toStrictEqual([])
      })
    }
  })

  test('is known by the names of its tools, called or not', async () => {
    await inTest(async (perf) => {
      const net = perf.network([tool.mcp(URL_, { name: 'docs', tools: { a: {}, b: {} } })])
      expect(net.names).toStrictEqual(['docs', 'docs/a', 'docs/b'])
    })
  })
})

describe('in memory', () => {
  const options = (failure: FailureMode): McpOptions => ({
    name: 'docs',
    tools: { a: { result: 'fine', modifiers: [failing(failure)] } },
  })

  test('a drop closes the connection', async () => {
    await inTest(async (perf) => {
      const client = await connected(perf, 'memory', options({ kind: 'drop' }))
      let closed = 0
      Object.assign(client, { onclose: () => closed++ })
      expect((await rejectionOf(client.callTool({ name: 'a' }))).message).toBe(
        'MCP error -32000: Connection closed',
      )
      expect(closed).toBe(1)
      expect((await rejectionOf(client.ping())).message).toBe('Not connected')
    })
  })

  test('of something malformed the client is told, and of a stall nothing', async () => {
    await inTest(async (perf) => {
      const malformed = await connected(perf, 'memory', options({ kind: 'malformed' }))
      const told: string[] = []
      Object.assign(malformed, { onerror: (error: Error) => told.push(error.message) })
      await perf.virtual(async () => {
        const stalled = await connected(perf, 'memory', options({ kind: 'stall' }))
        for (const client of [malformed, stalled]) {
          const late = client.callTool({ name: 'a' }, undefined, { timeout: 50 })
          expect((await rejectionOf(late)).message).toBe('MCP error -32001: Request timed out')
        }
        await stalled.close()
      })
      expect(told).toStrictEqual(['mocked failure of "docs/a": malformed'])
    })
  })

  test('answers outside of tests, at once and uncounted', async () => {
    const server = tool.mcp(URL_, {
      latency: '1h',
      tools: {
        a: { latency: '1h', reply: (_, { nth, iteration }) => `${nth} ${iteration}` },
        b: {
          reply() {
            throw new Error('no')
          },
        },
        c: { reply: () => ({ failure: 'network' }) },
      },
    })
    const client = new Client({ name: 'agent', version: '1.0.0' })
    await client.connect(server.transport())
    expect(await client.callTool({ name: 'a' })).toStrictEqual({
      content: [{ type: 'text', text: '0 undefined' }],
    })
    expect((await rejectionOf(client.callTool({ name: 'b' }))).message).toBe('MCP error -32000: Error: no')
    expect((await rejectionOf(client.callTool({ name: 'c' }))).message).toBe(
      'MCP error -32000: mocked failure of "MCP mcp.example/mcp/c": network',
    )
  })

  test('can be started once', async () => {
    const transport = tool.mcp(URL_, { tools: { a: {} } }).transport()
    expect((await rejectionOf(transport.send({}))).message).toBe('Not connected')
    await transport.start()
    expect((await rejectionOf(transport.start())).message).toBe('This transport was started already.')
  })
})

test.for(WAYS)('a reply that JSON cannot say fails the test, over %s', async (way) => {
  await inTest(async (perf, run) => {
    const client = await connected(perf, way, { name: 'docs', tools: { a: { reply: () => 1n } } })
    await rejectionOf(client.callTool({ name: 'a' }))
    expect(run.failures.map(({ message }) => message)).toStrictEqual([
      `the reply of tool.mcp("${URL_}"), tool "a": a result must be what JSON can say, received 1n. Give for example { hits: [] }, or a text: no functions, big integers or cycles.`,
    ])
  })
})

const write = 'Write { tools: { web_search: { latency: 50, result: { hits: [] } } } }.'
const place = `tool.mcp("${URL_}")`

test.for<[unknown, unknown, string]>([
  [
    '/mcp',
    {},
    'tool.mcp("/mcp"): a tool needs an absolute http(s) URL, received "/mcp". Write for example \'https://search.example/api\'.',
  ],
  [URL_, undefined, `${place}: options must be a plain object, received undefined. ${write}`],
  [
    URL_,
    { tool: {} },
    `${place}: unknown option \`tool\`. Did you mean \`tools\`? Known: name, tools, latency, sse.`,
  ],
  [URL_, {}, `${place}, \`tools\`: options must be a plain object, received undefined. ${write}`],
  [URL_, { tools: {} }, `${place}: a server without tools does nothing. ${write}`],
  [
    URL_,
    { tools: { a: {} }, name: '' },
    `${place}: \`name\` must be a text that is not empty, received "". Leave it out for \`MCP\`, the host and the path.`,
  ],
  [
    URL_,
    { tools: { a: {} }, sse: 1 },
    `${place}: \`sse\` must be true or false, received 1. Leave it out for the default.`,
  ],
  [
    URL_,
    { tools: { a: 'result' } },
    `${place}, tool "a": options must be a plain object, received "result". Write { latency: 50, result: 'done' }.`,
  ],
  [
    URL_,
    { tools: { a: { json: 1 } } },
    `${place}, tool "a": unknown option \`json\`. Known: description, inputSchema, latency, result, reply, modifiers.`,
  ],
  [
    URL_,
    { tools: { a: { description: 5 } } },
    `${place}, tool "a": \`description\` must be a text, received 5. Leave it out for none.`,
  ],
  [
    URL_,
    { tools: { a: { inputSchema: [] } } },
    `${place}, tool "a", \`inputSchema\`: options must be a plain object, received an array of 0. Write { type: 'object' }.`,
  ],
  [
    URL_,
    { tools: { a: { result: 1, reply: () => 1 } } },
    `${place}, tool "a": there are \`result\` and \`reply\`, and only one of them can answer. Leave out one of them.`,
  ],
  [
    URL_,
    { tools: { a: { result: { n: 1n } } } },
    `${place}, tool "a", \`result\`: a result must be what JSON can say, received an object with n. Give for example { hits: [] }, or a text: no functions, big integers or cycles.`,
  ],
  [
    URL_,
    { tools: { a: { reply: 5 } } },
    `${place}, tool "a": \`reply\` must be a function, received 5. Write { reply: (args) => ({ hits: [] }) }.`,
  ],
])('tool.mcp refuses %o %o', ([url, options, message]) => {
  expect(thrownBy(() => tool.mcp(url as string, options as McpOptions)).message).toBe(message)
})

test('withLatency leaves the latencies to the server and its tools', () => {
  expect(thrownBy(() => withLatency(tool.mcp(URL_, OPTIONS), 5)).message).toBe(
    'withLatency: "docs" is a server whose tools have latencies of their own. ' +
      'Give them there: tool.mcp(url, { latency: 5, tools: { search: { latency: 50 } } }).',
  )
})
