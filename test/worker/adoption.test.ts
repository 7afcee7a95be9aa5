import '../helpers/setup-clock-shims.ts'
import nodeHttp from 'node:http'
import { HttpResponse, bypass, delay, http, passthrough } from 'msw'
import { setupServer } from 'msw/node'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { readFailure } from '../../src/core/calls/failure-mode.ts'
import { tool, withLatency } from '../../src/mocks.ts'
import { loadMeasuring } from '../../src/worker/load-measuring.ts'
import type { NetworkMock } from '../../src/worker/read-handlers.ts'
import { getByHttp } from '../helpers/get-by-http.ts'
import { openNetwork } from '../helpers/open-network.ts'
import type { OpenedNetwork } from '../helpers/open-network.ts'
import { rejectionOf, thrownBy } from '../helpers/thrown-by.ts'

beforeAll(async () => {
  await loadMeasuring()
})

const URL = 'http://api.example/items'

const getText = async (url = URL): Promise<string> => (await fetch(url)).text()
const names = ({ network }: OpenedNetwork): string[] => network.calls.map(({ name }) => name)

describe("a user's own handler", () => {
  test('is counted by method, host and path, with its bytes and its time', async () => {
    const opened = openNetwork([
      http.get(URL, async () => {
        await delay(120)
        return HttpResponse.json({ a: 1 })
      }),
    ])
    expect(opened.network.names).toStrictEqual(['GET api.example/items'])
    const { value, elapsed } = await opened.virtually(() => getText())
    expect([value, elapsed]).toStrictEqual(['{"a":1}', 120])
    expect(opened.network.calls).toStrictEqual([
      { name: 'GET api.example/items', method: 'GET', url: URL, iteration: 0, status: 200, ms: 120 },
    ])
    expect(opened.log.calls).toMatchObject([{ receivedBytes: 7, outcome: { status: 200 } }])
  })

  test('keeps the time of a body that streams', async () => {
    const opened = openNetwork([
      http.get(URL, () => {
        async function* parts(): AsyncGenerator<Uint8Array> {
          for (const part of ['a', 'b']) {
            await delay(50)
            yield new TextEncoder().encode(part)
          }
        }
        return new HttpResponse(ReadableStream.from(parts()))
      }),
    ])
    const { value, elapsed } = await opened.virtually(() => getText())
    expect([value, elapsed]).toStrictEqual(['ab', 100])
    expect(opened.log.calls).toMatchObject([{ endedMs: expect.any(Number), receivedBytes: 2 }])
  })

  test('is given up with its caller, body and all', async () => {
    const cancelled = vi.fn<() => void>()
    const opened = openNetwork([
      http.get(URL, () => new HttpResponse(new ReadableStream({ cancel: cancelled }))),
    ])
    await opened.virtually(async () =>
      rejectionOf(fetch(URL, { signal: AbortSignal.timeout(30) }).then((response) => response.text())),
    )
    expect(cancelled).toHaveBeenCalledOnce()
    expect(opened.log.calls).toMatchObject([{ outcome: { status: 200, abandoned: true } }])
  })

  test('may answer with the same response again, where it has no body', async () => {
    const accepted = new HttpResponse(null, { status: 202, statusText: 'Later', headers: { 'x-a': 'b' } })
    openNetwork([http.get('http://api.example/:id', () => accepted)])
    for (const id of ['1', '2']) {
      const response = await fetch(`http://api.example/${id}`)
      expect([response.status, response.statusText, response.headers.get('x-a')]).toStrictEqual([
        202,
        'Later',
        'b',
      ])
      expect(response.url).toBe(`http://api.example/${id}`)
    }
  })

  test.for<[string, NetworkMock, string]>([
    ['any method', http.all(URL, () => {}), 'ALL api.example/items'],
    ['a path without a host', http.post('*/items', () => {}), 'POST */items'],
    ['a regular expression', http.get(/items$/, () => {}), 'GET /items$/'],
  ])('has a name for %s', ([, handler, name]) => {
    expect(openNetwork([handler]).network.names).toStrictEqual([name])
  })

  test('counts errors that it answers, throws, or makes of the network', async () => {
    const opened = openNetwork([
      http.get(URL, () => HttpResponse.error()),
      http.get(`${URL}/404`, () => {
        // oxlint-disable-next-line typescript/only-throw-error -- msw takes responses as errors, too
        throw new HttpResponse(null, { status: 404 })
      }),
    ])
    expect((await rejectionOf(getText())).message).toBe('fetch failed')
    expect((await fetch(`${URL}/404`)).status).toBe(404)
    expect(opened.network.calls.map(({ status }) => status)).toStrictEqual([0, 404])
    expect(opened.run.failures).toStrictEqual([])
  })

  test('that answers nothing is not counted, and leaves the request to the next', async () => {
    const seen = vi.fn<(info: { request: Request }) => void>()
    const opened = openNetwork([http.all('*', seen), tool.get(URL, { name: 'items', json: 1 })])
    expect(await getText()).toBe('1')
    expect(seen).toHaveBeenCalledOnce()
    expect(names(opened)).toStrictEqual(['items'])
    // Having been seen is not having been answered.
    expect((await rejectionOf(getText('http://other.example/'))).message).toContain(
      'nothing answers GET http://other.example/',
    )
  })

  test('answers once where it is told so, and in turn where it is a generator', async () => {
    const opened = openNetwork([
      http.get(URL, () => HttpResponse.text('once'), { once: true }),
      http.get(URL, function* () {
        yield HttpResponse.text('first')
        return HttpResponse.text('then')
      }),
    ])
    expect([await getText(), await getText(), await getText(), await getText()]).toStrictEqual([
      'once',
      'first',
      'then',
      'then',
    ])
    expect(names(opened)).toHaveLength(4)
  })

  test('lets pass what it wants to pass', async () => {
    const server = nodeHttp.createServer((_, response) => response.end('real')).listen(0)
    onTestFinished(() => void server.close())
    const { port } = server.address() as { port: number }
    const opened = openNetwork([http.get('*', () => passthrough())])
    expect(await getText(`http://127.0.0.1:${port}/`)).toBe('real')
    expect(await (await fetch(bypass(`http://127.0.0.1:${port}/`))).text()).toBe('real')
    expect([names(opened), opened.run.failures]).toStrictEqual([[], []])
  })
})

describe('a server of msw', () => {
  test('is adopted with what is added later, and what is taken away', async () => {
    const server = setupServer(http.get(URL, () => HttpResponse.text('first')))
    const opened = openNetwork([tool.get(`${URL}/ours`, { name: 'ours', json: 1 }), server])
    expect(opened.network.names).toStrictEqual(['ours', 'GET api.example/items'])
    expect(await getText()).toBe('first')
    server.use(http.get(URL, () => HttpResponse.text('second')))
    expect(await getText()).toBe('second')
    server.resetHandlers()
    expect(await getText()).toBe('first')
    expect(await getText(`${URL}/ours`)).toBe('1')
    expect(names(opened)).toStrictEqual([...Array<string>(3).fill('GET api.example/items'), 'ours'])
  })

  test.for(['fetch', 'socket'] as const)('that listens, too, is asked once, over %s', async (transport) => {
    const resolver = vi.fn<() => Response>(() => HttpResponse.text('once'))
    const server = setupServer(http.get(URL, resolver))
    server.listen({ onUnhandledFrame: 'error' })
    onTestFinished(() => server.close())
    const opened = openNetwork([server], { transport })
    expect(await getText()).toBe('once')
    if (transport === 'socket') expect(await getByHttp(URL)).toBe('once')
    const asked = transport === 'socket' ? 2 : 1
    expect([names(opened).length, resolver.mock.calls.length]).toStrictEqual([asked, asked])
  })
})

describe('withLatency', () => {
  test.for<[string, () => NetworkMock, readonly string[]]>([
    [
      'a handler',
      () =>
        withLatency(
          http.get(URL, () => HttpResponse.text('x')),
          70,
        ),
      ['GET api.example/items'],
    ],
    [
      'one with a name',
      () =>
        withLatency(
          http.get(URL, () => HttpResponse.text('x')),
          70,
          { name: 'items' },
        ),
      ['items'],
    ],
    [
      'a server',
      () => withLatency(setupServer(http.get(URL, () => HttpResponse.text('x'))), '70ms'),
      ['GET api.example/items'],
    ],
    [
      'one of ours',
      () => withLatency(tool.get(URL, { latency: 5, json: 'x' }), () => 70),
      ['GET api.example/items'],
    ],
    ['one of ours with a name', () => withLatency(tool.get(URL), 70, { name: 'items' }), ['items']],
  ])('delays %s', async ([, create, expected]) => {
    const opened = openNetwork([create()])
    const { elapsed } = await opened.virtually(() => getText())
    expect([elapsed, names(opened)]).toStrictEqual([70, expected])
  })

  test('draws for a server by the names of its handlers', async () => {
    const server = setupServer(
      http.get(URL, () => HttpResponse.text('x')),
      http.get(`${URL}/2`, () => HttpResponse.text('y')),
    )
    const elapsed = async (handlers: readonly NetworkMock[], url: string): Promise<number> => {
      const opened = openNetwork(handlers)
      const { elapsed } = await opened.virtually(() => getText(url))
      opened.network[Symbol.dispose]()
      return elapsed
    }
    const model = (random: () => number): number => 1 + random() * 100
    const first = await elapsed([withLatency(server, model)], URL)
    expect(await elapsed([withLatency(server, model)], `${URL}/2`)).not.toBe(first)
    expect(await elapsed([withLatency(tool.get(URL, { json: 1 }), model)], URL)).toBe(first)
  })

  test('takes modifiers', async () => {
    const refuse = { description: 'refuses', begin: () => ({ admit: () => readFailure(503, 'test') }) }
    const resolver = vi.fn<() => Response>()
    openNetwork([withLatency(http.get(URL, resolver), 0, { modifiers: [refuse] })])
    expect((await fetch(URL)).status).toBe(503)
    expect(resolver).not.toHaveBeenCalled()
  })

  test.for(['drop', 'malformed', 'stall'] as const)('has a body of one piece break: %s', async (failure) => {
    const fails = { description: 'fails', begin: () => ({ admit: () => readFailure(failure, 'test') }) }
    const handler = http.get(URL, () => HttpResponse.json({ a: 1 }))
    const opened = openNetwork([withLatency(handler, 5, { modifiers: [fails] })])
    const { value, elapsed } = await opened.virtually(() =>
      rejectionOf(fetch(URL, { signal: AbortSignal.timeout(50) }).then((response) => response.json())),
    )
    expect([value.name, elapsed]).toStrictEqual(
      {
        drop: ['TypeError', 5],
        malformed: ['SyntaxError', 5],
        stall: ['TimeoutError', 50],
      }[failure],
    )
    const abandoned = failure === 'stall'
    expect(opened.log.calls).toMatchObject([{ outcome: abandoned ? { abandoned } : { failed: true } }])
  })

  const handler = http.get(URL, () => {})

  test.for<[string, readonly unknown[], string]>([
    [
      'nothing to delay',
      [{}, 5],
      'withLatency: the first argument must be a handler, a server of msw, or a MockAgent of undici, received an empty object. Write withLatency(http.get(url, resolver), lognormal({ p50: 80, p95: 200 })).',
    ],
    [
      'no latency',
      [handler, -1],
      "withLatency: `latency` must be 0 ms or above and finite, received -1. Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'.",
    ],
    [
      'an unknown option',
      [handler, 5, { nam: 'x' }],
      'withLatency: unknown option `nam`. Did you mean `name`? Known: name, modifiers.',
    ],
    [
      'no name',
      [handler, 5, { name: '' }],
      'withLatency: `name` must be a text that is not empty, received "". Leave it out for the handler\'s own.',
    ],
    [
      'no modifiers',
      [handler, 5, { modifiers: [1] }],
      "withLatency: `modifiers[0]` must be a modifier, received 1. Write modifiers: [coldStart('2s'), errorRate('1%', 503)].",
    ],
  ])('refuses %s', ([, args, message]) => {
    const call = withLatency as (...all: readonly unknown[]) => unknown
    expect(thrownBy(() => call(...args)).message).toBe(message)
  })
})

test('says which of two handlers wins, once', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  onTestFinished(() => warn.mockRestore())
  const handlers = [
    tool.get('http://api.example/:id', { name: 'any', json: 'any' }),
    tool.get(URL, { name: 'items', json: 'items' }),
    http.get(URL, () => HttpResponse.text('adopted')),
  ]
  const { network } = openNetwork(handlers)
  expect(await getText()).toBe('"any"')
  network.use(tool.get(URL, { name: 'override', json: 'override' }))
  expect(await getText()).toBe('"override"')
  expect(warn.mock.calls).toStrictEqual([
    [
      'perf.network: "any" (GET http://api.example/:id) and "items" (GET http://api.example/items) match the same requests, and the first one wins. ' +
        'Put the narrower one first, or leave one of them out.',
    ],
  ])
})
