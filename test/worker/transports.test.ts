import { CLIENTS, textOf } from '../helpers/transports.ts'
import type { Client } from '../helpers/transports.ts'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { CallLog } from '../../src/core/calls/call-log.ts'
import type { Failure } from '../../src/core/calls/failure-mode.ts'
import { readFailure } from '../../src/core/calls/failure-mode.ts'
import { lognormal } from '../../src/core/time/latency/lognormal.ts'
import type { Modifier } from '../../src/core/time/latency/modifier.ts'
import type { Part } from '../../src/mocks/answer.ts'
import type { MockHandler } from '../../src/mocks/mock-handler.ts'
import { tool } from '../../src/mocks/tool.ts'
import { createPerf } from '../../src/worker/perf.ts'
import type { Perf } from '../../src/worker/perf.ts'
import { loadMeasuring } from '../../src/worker/load-measuring.ts'
import type { PerfNetwork } from '../../src/worker/network.ts'
import { scopes } from '../../src/worker/scope.ts'
import type { TestRun } from '../../src/worker/test-run.ts'
import { inIteration } from '../helpers/in-iteration.ts'
import { testRun } from '../helpers/test-run.ts'
import { rejectionOf } from '../helpers/thrown-by.ts'

beforeAll(async () => {
  await loadMeasuring()
})

/** Plain http, so that the clients that cannot speak TLS to a mock need not. */
const URL = 'http://api.example/items'
const PARTS: readonly Part[] = [
  { afterMs: 10, data: 'one ' },
  { afterMs: 20, data: 'two ' },
  { afterMs: 30, data: 'three' },
]

function streaming(parts: readonly Part[] = PARTS, failure?: Failure): MockHandler {
  return {
    ...tool.get(URL, { name: 'stream', latency: 5 }),
    answer: () => ({ body: parts }),
    modifiers: failing(failure),
  }
}

function failing(failure: Failure | undefined): readonly Modifier[] {
  if (failure === undefined) return []
  const mode = readFailure(failure, 'test')
  return [{ description: 'fails', begin: () => ({ admit: () => mode }) }]
}

interface Opened {
  readonly run: TestRun
  readonly perf: Perf
  readonly network: PerfNetwork
  /** What was called. */
  readonly log: CallLog
}

function open({ transport }: Client, handlers: readonly MockHandler[], seed = 1): Opened {
  const run = testRun({ seed })
  const perf = createPerf(run)
  const network = perf.network(handlers, { transport })
  onTestFinished(() => network[Symbol.dispose]())
  return { run, perf, network, log: new CallLog() }
}

/** Runs an iteration of the test on a clock, and says how long it took. */
const CLOCKS = {
  virtual: async <T>({ run, perf, log }: Opened, fn: () => Promise<T>) => {
    const { value, elapsed } = await perf.virtual(() => inIteration(run, fn, log))
    return { value, elapsed }
  },
  real: async <T>({ run, log }: Opened, fn: () => Promise<T>) => {
    const startMs = performance.now()
    const value = await inIteration(run, fn, log)
    return { value, elapsed: performance.now() - startMs }
  },
}

describe.for(Object.entries(CLOCKS))('on the %s clock', ([clock, on]) => {
  /** Exactly in virtual time, and never too early in real time. */
  const expectElapsed = (elapsed: number, ms: number): void => {
    if (clock === 'virtual') expect(elapsed).toBe(ms)
    else expect(elapsed).toBeGreaterThan(ms - 1)
  }

  describe.for(CLIENTS)('$name', (client) => {
    test('gets JSON after the latency', async () => {
      const opened = open(client, [tool.get(URL, { name: 'items', latency: 40, json: { items: [1] } })])
      const { value, elapsed } = await on(opened, async () => {
        const got = await client.send(URL)
        return { status: got.status, type: got.type, text: await textOf(got) }
      })
      expect(value).toStrictEqual({ status: 200, type: 'application/json', text: '{"items":[1]}' })
      expectElapsed(elapsed, 40)
      expect(opened.network.calls).toMatchObject([{ name: 'items', method: 'GET', url: URL, status: 200 }])
    })

    test('sends a body', async () => {
      const asked: string[] = []
      const handler: MockHandler = {
        ...tool.post(URL, { name: 'items' }),
        answer: ({ text, request }) => {
          asked.push(text, [...request.headers.keys()].filter((name) => name.startsWith('x-')).join())
          return { status: 201 }
        },
      }
      const opened = open(client, [handler])
      const { value } = await on(opened, () =>
        client.send(URL, {
          method: 'POST',
          body: '{"a":1}',
          headers: { 'content-type': 'application/json', 'x-mine': '1' },
        }),
      )
      expect(value.status).toBe(201)
      expect(asked).toStrictEqual(['{"a":1}', 'x-mine'])
      expect(opened.log.calls).toMatchObject([{ sentBytes: 7 }])
    })

    test('asks for a head alone, and goes on', async () => {
      const opened = open(client, [tool.all(URL, { name: 'items', json: { items: [1] } })])
      const { value } = await on(opened, async () => {
        const head = await client.send(URL, { method: 'HEAD' })
        const text = await textOf(head)
        return [head.status, head.type, text, await textOf(await client.send(URL))]
      })
      expect(value).toStrictEqual([200, 'application/json', '', '{"items":[1]}'])
      expect(opened.log.calls).toMatchObject([{ receivedBytes: 0 }, { receivedBytes: 13 }])
    })

    test('gets an error of the tool', async () => {
      const opened = open(client, [tool.get(URL, { name: 'items', status: 404, json: { error: 'none' } })])
      const { value } = await on(opened, async () => {
        const got = await client.send(URL)
        return [got.status, await textOf(got)]
      })
      expect(value).toStrictEqual([404, '{"error":"none"}'])
    })

    test('reads a stream in its time', async () => {
      const opened = open(client, [streaming()])
      const { value, elapsed } = await on(opened, async () => textOf(await client.send(URL)))
      expect(value).toBe('one two three')
      expectElapsed(elapsed, 65)
      expect(opened.log.calls).toMatchObject([{ receivedBytes: 13, outcome: { status: 200 }, open: false }])
    })

    test('gives up before the answer', async () => {
      const opened = open(client, [tool.get(URL, { name: 'items', latency: 60_000 })])
      const { elapsed } = await on(opened, () =>
        rejectionOf(client.send(URL, { signal: AbortSignal.timeout(30) })),
      )
      expectElapsed(elapsed, 30)
      expect(elapsed).toBeLessThan(10_000)
      expect(opened.log.calls).toMatchObject([{ outcome: { status: 0, abandoned: true } }])
      expect(opened.run.failures).toStrictEqual([])
    })

    test('gives up a body', async () => {
      const opened = open(client, [streaming([...PARTS, { afterMs: 60_000, data: 'never' }])])
      const { elapsed } = await on(opened, () =>
        rejectionOf(client.send(URL, { signal: AbortSignal.timeout(400) }).then(textOf)),
      )
      expectElapsed(elapsed, 400)
      expect(opened.log.calls).toMatchObject([
        { receivedBytes: 13, outcome: { status: 200, abandoned: true }, open: false },
      ])
    })

    test('is told when the tool cannot be reached', async () => {
      const handler = { ...tool.get(URL, { name: 'items' }), modifiers: failing('network') }
      const opened = open(client, [handler])
      const { value } = await on(opened, () => rejectionOf(client.send(URL)))
      expect(codesOf(value)).toContain('ECONNREFUSED')
      expect(opened.log.calls).toMatchObject([{ outcome: { status: 0 } }])
    })

    test('is told when a body breaks off', async () => {
      const opened = open(client, [streaming(PARTS, 'drop')])
      const { value } = await on(opened, () => rejectionOf(client.send(URL).then(textOf)))
      expect(value).toBeInstanceOf(Error)
      expect(opened.log.calls).toMatchObject([{ receivedBytes: 4, outcome: { status: 200, failed: true } }])
    })

    test('waits for a body that stalls until it gives up', async () => {
      const opened = open(client, [streaming(PARTS, 'stall')])
      const { elapsed } = await on(opened, () =>
        rejectionOf(client.send(URL, { signal: AbortSignal.timeout(200) }).then(textOf)),
      )
      expectElapsed(elapsed, 200)
      expect(opened.log.calls).toMatchObject([{ outcome: { abandoned: true }, open: false }])
    })

    test('gets what makes no sense', async () => {
      const opened = open(client, [streaming(PARTS, 'malformed')])
      const { value } = await on(opened, async () => textOf(await client.send(URL)))
      expect(value).toBe('one {"error":')
      expect(opened.log.calls).toMatchObject([{ outcome: { status: 200, failed: true } }])
    })

    test('is told when nothing answers, and the test fails', async () => {
      const opened = open(client, [tool.get(URL, { name: 'items' })])
      const { value } = await on(opened, () => rejectionOf(client.send('http://other.example/v1?key=secret')))
      const message =
        'perf.network: nothing answers GET http://other.example/v1. The nearest handler is "items" (GET http://api.example/items). ' +
        "Add a handler for it, or let it pass with perf.network(handlers, { onUnhandledRequest: 'warn' })."
      expect(messagesOf(value)).toContain(message)
      expect(opened.run.failures.map((failure) => failure.message)).toStrictEqual([message])
      expect(opened.network.calls).toStrictEqual([])
    })

    test('gets a redirect, or follows it', async () => {
      const handlers = [
        { ...tool.get(URL, { name: 'old' }), answer: () => ({ status: 302, headers: { location: '/new' } }) },
        tool.get('http://api.example/new', { name: 'new', json: 'here' }),
      ]
      const opened = open(client, handlers)
      const { value } = await on(opened, async () => {
        const got = await client.send(URL)
        return [got.status, await textOf(got)]
      })
      expect(value).toStrictEqual(client.follows ? [200, '"here"'] : [302, ''])
      expect(opened.network.calls.map(({ name }) => name)).toStrictEqual(
        client.follows ? ['old', 'new'] : ['old'],
      )
    })

    test('is counted where it calls, ten at once', async () => {
      const opened = open(client, [
        tool.get(`${URL}/:id`, { name: 'items', latency: (random) => 1 + random() * 5 }),
      ])
      const logs = Array.from({ length: 10 }, () => new CallLog())
      await on(opened, () =>
        Promise.all(
          logs.map((calls, index) =>
            inIteration(
              opened.run,
              async () => {
                for (const nth of [0, 1, 2]) await textOf(await client.send(`${URL}/${index}-${nth}`))
              },
              calls,
              index,
            ),
          ),
        ),
      )
      expect(logs.map(({ calls }) => calls.map(({ url }) => url))).toStrictEqual(
        logs.map((_, index) => [0, 1, 2].map((nth) => `${URL}/${index}-${nth}`)),
      )
    })
  })
})

test('samples are the same over every transport', async () => {
  const samplesOf = async (client: Client): Promise<readonly number[]> => {
    const opened = open(client, [
      { ...tool.get(URL, { name: 'search', latency: lognormal({ p50: 100, p95: 300 }), json: {} }) },
      { ...streaming(), name: 'page', url: 'http://api.example/page' },
    ])
    const work = async (): Promise<void> => {
      await textOf(await client.send(URL))
      await Promise.all(
        [URL, 'http://api.example/page', URL].map(async (url) => textOf(await client.send(url))),
      )
    }
    const run = await scopes.run({ test: opened.run }, () =>
      opened.perf.measure('skill', { clock: 'virtual', iterations: 20, concurrency: 4 }, work),
    )
    opened.network[Symbol.dispose]()
    return [...run.samples]
  }
  const first = await samplesOf(CLIENTS[0] as Client)
  expect(new Set(first).size).toBeGreaterThan(15)
  // With fewer connections than requests, they wait for one another.
  const free = CLIENTS.filter(({ name }) => !/kept alive|Agent/.test(name))
  for (const client of free.slice(1)) expect(await samplesOf(client), client.name).toStrictEqual(first)
})

/** Codes of an error and its causes. */
function codesOf(error: unknown): readonly unknown[] {
  return chainOf(error).map((one) => (one as { code?: unknown }).code)
}

function messagesOf(error: unknown): readonly string[] {
  return chainOf(error).map(({ message }) => message)
}

function chainOf(error: unknown): Error[] {
  return error instanceof Error ? [error, ...chainOf(error.cause)] : []
}
