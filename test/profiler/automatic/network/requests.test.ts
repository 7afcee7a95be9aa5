import http, { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as undici from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SpanNode } from '../../../../src/core/trace/span-node.ts'
import { fetch as fetchInstrument } from '../../../../src/profiler/automatic/fetch.ts'
import { http as httpInstrument } from '../../../../src/profiler/automatic/http.ts'
import { span } from '../../../../src/profiler/span.ts'
import { inTrace, outline, traceAutomatically } from '../../../helpers/automatic-trace.ts'
import { CLIENTS } from '../../../helpers/network-clients.ts'

const INSTRUMENTS = [fetchInstrument, httpInstrument]

let server: Server
let origin = ''
let host = ''
/** Is told when somebody asks for what never comes. */
let askedForever: () => void = () => {}

const ROUTES: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
  '/slow': (_request, response) => setTimeout(() => response.end('slow'), 20),
  '/missing': (_request, response) => response.writeHead(404).end('missing'),
  '/moved': (_request, response) => response.writeHead(302, { location: '/ok' }).end(),
  '/empty': (_request, response) => response.writeHead(204).end(),
  '/hints': (_request, response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' })
    setTimeout(() => response.end('ok'), 5)
  },
  '/broken': (_request, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('half')
    setTimeout(() => response.destroy(), 10)
  },
  '/refused': (request) => request.socket.destroy(),
  '/endless': (_request, response) => response.writeHead(200).write('and on'),
  '/never': () => askedForever(),
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const route = ROUTES[request.url?.replace(/\?.*/, '') ?? '']
    if (route !== undefined) return route(request, response)
    request.resume().on('end', () => response.end('ok'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  origin = `http://${host}`
  // Another test may have taken undici out of the cache of modules: it is known by its first connection.
  await traceAutomatically(INSTRUMENTS, async () => (await undici.request(origin)).body.dump())
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** Without the phases of a connection, which depend on who has used it before, and the port. */
function told(root: SpanNode): unknown {
  const text = JSON.stringify(outline(root)).replaceAll(host, 'host')
  return JSON.parse(text.replaceAll(/"(?:connect|queue)",/g, ''))
}

describe.each(Object.entries(CLIENTS))('%s', (name, open) => {
  const client = open()
  afterAll(client.close)
  const traced = (fn: () => unknown): Promise<{ readonly root: SpanNode }> =>
    traceAutomatically(INSTRUMENTS, fn)

  test('a request, and what is noted of it', async () => {
    const { root } = await traced(async () => {
      expect(await client.text(`${origin}/items/7?key=secret`, { method: 'POST', body: 'hello' })).toBe('ok')
    })
    expect(told(root)).toEqual({ trace: [{ 'POST host/items/7': ['wait', 'download'] }] })
    const { 'http.request.body.size': sentBytes, ...attributes } = root.children[0]?.attributes ?? {}
    expect(attributes).toEqual({
      'http.request.method': 'POST',
      'server.address': '127.0.0.1',
      'server.port': Number(host.split(':')[1]),
      'url.path': '/items/7',
      'http.response.status_code': 200,
      'http.response.body.size': 2,
    })
    expect(sentBytes).toBe(name === 'node:http' ? undefined : 5)
  })

  test('an address is not looked up; a connection is opened once', async () => {
    const fresh = open()
    const { root } = await traced(async () => {
      await fresh.text(`${origin}/ok`)
      await fresh.text(`${origin}/ok`)
    })
    fresh.close()
    const phases = root.children.map(({ children }) =>
      children.map(({ name }) => name).filter((name) => name !== 'queue'),
    )
    expect(phases).toEqual([
      ['connect', 'wait', 'download'],
      ['wait', 'download'],
    ])
  })

  test('who opens a connection at once has no queue, however long preparing it takes', async () => {
    const fresh = open()
    let nowMs = 0
    const { root } = await traceAutomatically(
      INSTRUMENTS,
      () => fresh.text(`${origin}/ok`),
      () => (nowMs += 2),
    )
    fresh.close()
    expect(root.children[0]?.children.map((phase) => phase.name)).toEqual(['connect', 'wait', 'download'])
    const [request] = root.children
    const sumMs = request?.children.reduce((sum, { durationMs }) => sum + durationMs, 0)
    expect(sumMs).toBe(request?.durationMs)
  })

  test('each of two callers that share a connection has its own, and the second one waits', async () => {
    const fresh = open()
    const { root } = await traced(() =>
      Promise.all(['one', 'two'].map((name) => span(name, () => fresh.text(`${origin}/slow?${name}`)))),
    )
    fresh.close()
    expect(told(root)).toEqual({
      trace: [
        { one: [{ 'GET host/slow': ['wait', 'download'] }] },
        { two: [{ 'GET host/slow': ['wait', 'download'] }] },
      ],
    })
    const [one, two] = root.children.map(({ children }) => children[0])
    const queue = two?.children.find(({ name }) => name === 'queue')
    const wait = one?.children.find(({ name }) => name === 'wait')
    expect(queue?.startMs).toBe(two?.startMs)
    expect(queue?.endMs).toBeGreaterThanOrEqual(wait?.endMs ?? Infinity)
    expect(two?.children.map(({ name }) => name)).toEqual(['queue', 'wait', 'download'])
  })

  test.each([
    ['/missing', { 'GET host/missing failed': ['wait', 'download'] }],
    ['/empty', { 'GET host/empty': ['wait', 'download'] }],
    ['/hints', { 'GET host/hints': ['wait', 'download'] }],
    ['/broken', { 'GET host/broken failed': ['wait', 'download failed'] }],
    ['/refused', { 'POST host/refused failed': ['wait failed'] }],
  ])('%s', async (path, expected) => {
    const { root } = await traced(() =>
      client.text(origin + path, path === '/refused' ? { method: 'POST', body: 'x' } : {}).catch(() => {}),
    )
    expect(told(root)).toEqual({ trace: [expected] })
  })

  test('a server that is not there', async () => {
    const { root } = await traced(() => client.text('http://127.0.0.1:1/x', {}).catch(() => {}))
    // fetch does not even try such a port.
    const expected =
      name === 'fetch' ? 'trace' : { trace: [{ 'GET 127.0.0.1:1/x failed': ['connect failed'] }] }
    expect(told(root)).toEqual(expected)
  })

  test.each([undefined, new Error('enough')])('whoever gives up has not failed: %s', async (reason) => {
    const given = new AbortController()
    askedForever = () => given.abort(reason)
    const { root } = await traced(() =>
      client.text(`${origin}/never`, { signal: given.signal }).catch(() => {}),
    )
    expect(told(root)).toEqual({ trace: [{ 'GET host/never': ['wait'] }] })
  })

  test('a request that took too long for its caller has failed', async () => {
    const given = new AbortController()
    // As `AbortSignal.timeout` does.
    askedForever = () => given.abort(new DOMException('late', 'TimeoutError'))
    const { root } = await traced(() =>
      client.text(`${origin}/never`, { signal: given.signal }).catch(() => {}),
    )
    expect(told(root)).toEqual({ trace: [{ 'GET host/never failed': ['wait failed'] }] })
  })

  test('an answer that is cancelled ends there', async () => {
    const { root } = await traced(async () => {
      await client.cancel(`${origin}/endless`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    })
    expect(told(root)).toEqual({ trace: [{ 'GET host/endless': ['wait', 'download'] }] })
    expect(root.children[0]?.unfinished).toBe(false)
  })

  test('what is under way when the trace ends is cut there', async () => {
    const stopped = new AbortController()
    let asked: Promise<unknown> = Promise.resolve()
    const { root } = await traced(async () => {
      await new Promise<void>((resolve) => {
        askedForever = resolve
        asked = client.text(`${origin}/never`, { signal: stopped.signal }).catch(() => {})
      })
    })
    stopped.abort()
    await asked
    expect(told(root)).toEqual({ trace: [{ 'GET host/never unfinished': ['wait unfinished'] }] })
  })

  test('a span of the same name stands for it', async () => {
    const { root } = await traced(() => span(`GET ${host}/ok`, () => client.text(`${origin}/ok`)))
    expect(told(root)).toEqual({ trace: ['GET host/ok'] })
  })

  test('outside of traces there is nothing to note', async () => {
    await traced(() => {})
    const { root } = await inTrace(() => client.text(`${origin}/ok`))
    expect(outline(root)).toBe('trace')
  })
})

test.each<[string, (signal: AbortSignal, begun: () => void) => Promise<unknown>]>([
  [
    'fetch',
    async (signal, begun) => {
      const response = await undici.fetch(`${origin}/endless`, { signal })
      begun()
      await response.text()
    },
  ],
  [
    'node:http',
    (signal, begun) =>
      new Promise((_resolve, reject) => {
        http.get(`${origin}/endless`, { signal }, (response) => {
          response.on('error', reject).resume()
          begun()
        })
      }),
  ],
])('an answer that takes too long for its caller has failed: %s', async (_name, send) => {
  const given = new AbortController()
  const { root } = await traceAutomatically(INSTRUMENTS, async () => {
    const late = new DOMException('late', 'TimeoutError')
    await expect(send(given.signal, () => given.abort(late))).rejects.toThrow()
  })
  expect(told(root)).toEqual({ trace: [{ 'GET host/endless failed': ['wait', 'download failed'] }] })
})

test('a redirect of fetch is two requests of one caller', async () => {
  const { root } = await traceAutomatically(INSTRUMENTS, () =>
    span('caller', async () => (await fetch(`${origin}/moved`)).text()),
  )
  expect(told(root)).toEqual({
    trace: [
      { caller: [{ 'GET host/moved': ['wait', 'download'] }, { 'GET host/ok': ['wait', 'download'] }] },
    ],
  })
})

test("the redirects of undici's interceptor belong to whoever has asked, on a shared connection, too", async () => {
  const pool = new undici.Agent({ connections: 1 })
  const dispatcher = pool.compose(undici.interceptors.redirect({ maxRedirections: 1 }))
  const { root } = await traceAutomatically(INSTRUMENTS, () =>
    Promise.all(
      ['one', 'two'].map((name) =>
        span(name, async () => (await undici.request(`${origin}/moved`, { dispatcher })).body.text()),
      ),
    ),
  )
  await pool.destroy()
  const hops = [{ 'GET host/moved': ['wait', 'download'] }, { 'GET host/ok': ['wait', 'download'] }]
  expect(told(root)).toEqual({ trace: [{ one: hops }, { two: hops }] })
})
