import '../helpers/setup-clock-shims.ts'
import http from 'node:http'
import { createRequire } from 'node:module'
import net from 'node:net'
import type { AddressInfo } from 'node:net'
import axios from 'axios'
import { http as mswHttp } from 'msw'
import * as undici from 'undici'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Part } from '../../src/mocks/answer.ts'
import type { MockHandler } from '../../src/mocks/mock-handler.ts'
import { tool } from '../../src/mocks/tool.ts'
import { loadMeasuring } from '../../src/worker/load-measuring.ts'
import type { NetworkOptions } from '../../src/worker/network.ts'
import '../../src/mocks.ts'
import type { NetworkMock } from '../../src/worker/read-handlers.ts'
import { getByHttp } from '../helpers/get-by-http.ts'
import { inIteration } from '../helpers/in-iteration.ts'
import { openNetwork } from '../helpers/open-network.ts'
import type { OpenedNetwork } from '../helpers/open-network.ts'
import { rejectionOf, thrownBy } from '../helpers/thrown-by.ts'

beforeAll(async () => {
  await loadMeasuring()
})

const URL = 'http://api.example/items'

const open = (handlers: readonly NetworkMock[], options?: NetworkOptions): OpenedNetwork =>
  openNetwork(handlers, { transport: 'socket', ...options })

const slow = (): MockHandler => tool.get(URL, { name: 'items', latency: 3_000_000 })
const parts: readonly Part[] = [
  { afterMs: 10, data: 'one' },
  { afterMs: 3_000_000, data: 'two' },
]
const stalling = (): MockHandler => ({ ...tool.get(URL, { name: 'items' }), answer: () => ({ body: parts }) })

/** Sends a request as it is made by the function, and rejects when it times out. */
function byHttp(
  options: http.RequestOptions,
  prepare: (request: http.ClientRequest) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get(URL, options, (response) => {
      let text = ''
      response.on('data', (data) => (text += String(data)))
      response.on('error', reject).on('end', () => resolve(text))
    })
    request.on('error', reject)
    request.on('timeout', () => request.destroy(new Error('timed out')))
    prepare(request)
  })
}

/**
 * A copy of undici that nobody has used: it keeps one timer for the process, and once that was
 * begun in real time it goes on there.
 */
function freshUndici(): typeof undici {
  const require = createRequire(import.meta.url)
  for (const file of Object.keys(require.cache)) if (/[\\/]undici[\\/]/.test(file)) delete require.cache[file]
  return require('undici') as typeof undici
}

describe("a client's own timeout ends a call in virtual time:", () => {
  test.for<[string, () => Promise<unknown>, string]>([
    ['setTimeout of node:http', () => byHttp({}, (request) => request.setTimeout(2_000)), 'timed out'],
    ['the option of node:http', () => byHttp({ timeout: 2_000 }, () => {}), 'timed out'],
    [
      "axios' http adapter",
      () => axios.get(URL, { adapter: 'http', timeout: 2_000 }),
      'timeout of 2000ms exceeded',
    ],
    [
      "axios' fetch adapter",
      () => axios.get(URL, { adapter: 'fetch', timeout: 2_000 }),
      'timeout of 2000ms exceeded',
    ],
  ])('%s', async ([, send, message]) => {
    const opened = open([slow()])
    const { value, elapsed } = await opened.virtually(() => rejectionOf(send()))
    expect([value.message, elapsed]).toStrictEqual([message, 2_000])
    expect(opened.log.calls).toMatchObject([{ outcome: { status: 0, abandoned: true } }])
  })

  // undici looks at its timers about twice a second. msw closes a mocked socket before it tells why.
  test.for<[string, () => MockHandler, undici.Agent.Options, string]>([
    ["undici's headersTimeout", slow, { headersTimeout: 2_000 }, 'UND_ERR_HEADERS_TIMEOUT'],
    ["undici's bodyTimeout", stalling, { bodyTimeout: 2_000 }, 'UND_ERR_SOCKET'],
  ])('%s', async ([, handler, options, code]) => {
    const { Agent, request } = freshUndici()
    const dispatcher = new Agent(options)
    const opened = open([handler()])
    const { value, elapsed } = await opened.virtually(() =>
      rejectionOf(request(URL, { dispatcher }).then(({ body }) => body.text())),
    )
    expect(value).toMatchObject({ code })
    expect(elapsed).toBeGreaterThanOrEqual(1_000)
    expect(elapsed).toBeLessThan(4_000)
    expect(opened.log.calls).toMatchObject([{ outcome: { abandoned: true } }])
    await dispatcher.destroy()
  })
})

test('timeouts end calls in real time, too', async () => {
  const { run, log } = open([slow()])
  const sends = [
    () => byHttp({}, (request) => request.setTimeout(30)),
    () => byHttp({ timeout: 30 }, () => {}),
    () => axios.get(URL, { adapter: 'http', timeout: 30 }),
  ]
  const errors = await inIteration(run, () => Promise.all(sends.map((send) => rejectionOf(send()))), log)
  expect(errors.map(({ message }) => message)).toStrictEqual([
    'timed out',
    'timed out',
    'timeout of 30ms exceeded',
  ])
})

describe('a server of this machine', () => {
  /** Answers with the names of the headers it got. */
  async function serve(): Promise<string> {
    const server = http.createServer((request, response) => response.end(Object.keys(request.headers).join()))
    onTestFinished(() => void server.close())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  }

  test('is reached by every client, and sees nothing of us', async () => {
    const url = await serve()
    const { run, network } = open([slow()])
    const agent = new undici.Agent()
    onTestFinished(() => agent.destroy())
    const seen = await inIteration(run, async () => [
      await getByHttp(url),
      await (await fetch(url)).text(),
      await (await undici.request(url, { dispatcher: agent })).body.text(),
      await (await undici.request(url, { dispatcher: agent })).body.text(),
    ])
    for (const headers of seen) {
      expect(headers).toContain('host')
      expect(headers).not.toContain('skillperf')
    }
    expect([network.calls, run.failures]).toStrictEqual([[], []])
  })

  test('is asked about once where fetch goes on to a socket', async () => {
    const seen = vi.fn<() => void>()
    const { run } = open([mswHttp.all('*', () => seen())])
    const url = await serve()
    await inIteration(run, async () => (await fetch(url)).text())
    expect(seen).toHaveBeenCalledOnce()
    await inIteration(run, () => getByHttp(url))
    expect(seen).toHaveBeenCalledTimes(2)
  })

  test('is reached beside sockets that are no HTTP', async () => {
    const server = net.createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    open([slow()])
    const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1')
    expect((await socket.toArray()).join('')).toBe('hello')
  })
})

test('headers that are given as a list are left alone', async () => {
  const asked: string[][] = []
  const handler: MockHandler = {
    ...tool.get(URL, { name: 'items' }),
    answer({ request }) {
      asked.push([...request.headers.keys()])
      return { status: 200, body: 'here' }
    },
  }
  const { run, log } = open([handler])
  const headers = ['host', 'api.example', 'x-mine', '1']
  expect(await inIteration(run, () => byHttp({ headers }, () => {}), log)).toBe('here')
  expect(asked).toStrictEqual([['connection', 'host', 'x-mine']])
  expect(log.calls).toHaveLength(1)
})

describe('closing', () => {
  /** What is patched meanwhile, and what is near it. */
  const patched = (): readonly unknown[] => [
    Reflect.get(net.Socket.prototype, 'connect'),
    Reflect.get(http.Agent.prototype, 'addRequest'),
    globalThis.fetch,
    http.request,
  ]

  test('leaves everything as it was', async () => {
    const before = patched()
    const { network } = open([tool.get(URL, { name: 'items', json: 1 })])
    expect(patched()[0]).not.toBe(before[0])
    expect(await getByHttp(URL)).toBe('1')
    network[Symbol.dispose]()
    network[Symbol.dispose]()
    expect(patched()).toStrictEqual(before)
  })

  test('stops with the last network of several', async () => {
    const original = patched()
    const [first, second] = [1, 2].map((answer) =>
      open([tool.get(URL, { name: 'items', json: answer })]),
    ) as [OpenedNetwork, OpenedNetwork]
    const answers = await Promise.all(
      [first, second].map(({ run }) => inIteration(run, () => getByHttp(URL))),
    )
    expect(answers).toStrictEqual(['1', '2'])
    first.network[Symbol.dispose]()
    expect(await inIteration(second.run, () => getByHttp(URL))).toBe('2')
    second.network[Symbol.dispose]()
    expect(patched()).toStrictEqual(original)
  })
})

test('a transport that nobody knows is refused', () => {
  expect(thrownBy(() => open([], { transport: 'tcp' as 'socket' })).message).toBe(
    'perf.network: `transport` must be one of "fetch", "socket", received "tcp". Write one of these, or leave `transport` out.',
  )
})
