import '../helpers/setup-clock-shims.ts'
import * as undici from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CallLog } from '../../src/core/calls/call-log.ts'
import { withLatency } from '../../src/mocks.ts'
import { installHosts } from '../../src/worker/calls/host.ts'
import { loadMeasuring } from '../../src/worker/load-measuring.ts'
import { createPerf } from '../../src/worker/perf.ts'
import { inIteration } from '../helpers/in-iteration.ts'
import { inTest } from '../helpers/in-test.ts'
import { testRun } from '../helpers/test-run.ts'
import { rejectionOf, thrownBy } from '../helpers/thrown-by.ts'

beforeAll(async () => {
  await loadMeasuring()
  installHosts()
})

const URL = 'https://api.example/items'

function mockAgent(): undici.MockAgent {
  const agent = new undici.MockAgent()
  agent.disableNetConnect()
  const pool = agent.get('https://api.example')
  pool.intercept({ path: '/items' }).reply(200, { a: 1 }).persist()
  pool
    .intercept({ path: '/items', method: 'POST' })
    .reply(201, ({ body }) => `got ${body as string}`)
    .persist()
  pool.intercept({ path: '/broken' }).replyWithError(new Error('broken')).persist()
  return agent
}

/** Runs in virtual time, and tells what was seen. */
async function virtually<T>(fn: () => Promise<T>) {
  const [run, log] = [testRun(), new CallLog()]
  const { value, elapsed } = await createPerf(run).virtual(() => inIteration(run, fn, log))
  return { value, elapsed, run, calls: log.calls }
}

const CLIENTS: Readonly<
  Record<string, (dispatcher: undici.Dispatcher, url?: string, signal?: AbortSignal) => Promise<string>>
> = {
  'undici.request': async (dispatcher, url = URL, signal) =>
    (await undici.request(url, { dispatcher, ...(signal && { signal }) })).body.text(),
  'undici.fetch': async (dispatcher, url = URL, signal) =>
    (await undici.fetch(url, { dispatcher, ...(signal && { signal }) })).text(),
  'the global dispatcher': async (dispatcher, url = URL, signal) => {
    undici.setGlobalDispatcher(dispatcher)
    return (await undici.fetch(url, signal ? { signal } : {})).text()
  },
}

describe.for(Object.entries(CLIENTS))('%s over a delayed MockAgent', ([, send]) => {
  const agent = mockAgent()
  const before = undici.getGlobalDispatcher()
  afterAll(async () => {
    undici.setGlobalDispatcher(before)
    await agent.close()
  })

  test('replies after the latency, and is counted', async () => {
    const delayed = withLatency(agent, 80)
    const { value, elapsed, calls } = await virtually(() => send(delayed))
    expect([value, elapsed]).toStrictEqual(['{"a":1}', 80])
    expect(calls).toMatchObject([
      { name: 'GET api.example/items', method: 'GET', url: URL, receivedBytes: 7, outcome: { status: 200 } },
    ])
    expect((calls[0]?.endedMs ?? 0) - (calls[0]?.startedMs ?? 0)).toBe(80)
  })

  test('draws from the stream of its name', async () => {
    const model = (random: () => number): number => random() * 100
    const elapsed = async (name: string): Promise<number> =>
      (await virtually(() => send(withLatency(agent, model, { name })))).elapsed
    const first = await elapsed('items')
    expect(await elapsed('items')).toBe(first)
    expect(await elapsed('others')).not.toBe(first)
  })

  test('is given up while it waits', async () => {
    const delayed = withLatency(agent, 60_000)
    const { elapsed, calls } = await virtually(() => rejectionOf(send(delayed, URL, AbortSignal.timeout(25))))
    expect(elapsed).toBe(25)
    expect(calls).toMatchObject([{ outcome: { status: 0, abandoned: true } }])
  })

  test('passes errors on: of a reply, and of a request that nobody answers', async () => {
    const delayed = withLatency(agent, 10)
    for (const [path, text] of [
      ['broken', 'broken'],
      ['none', 'Mock dispatch not matched'],
    ] as const) {
      const { value, elapsed, calls } = await virtually(() =>
        rejectionOf(send(delayed, `https://api.example/${path}`)),
      )
      const { message, cause } = value
      expect(`${message} ${String(cause)}`).toContain(text)
      expect(elapsed).toBe(10)
      expect(calls).toMatchObject([{ outcome: { status: 0, failed: true } }])
    }
  })

  test('is counted where it calls, ten at once', async () => {
    const run = testRun()
    const delayed = withLatency(agent, (random) => random() * 10, { name: 'items' })
    const logs = Array.from({ length: 10 }, () => new CallLog())
    await Promise.all(
      logs.map((calls, index) =>
        inIteration(
          run,
          async () => {
            await send(delayed)
            await send(delayed)
          },
          calls,
          index,
        ),
      ),
    )
    expect(logs.map(({ calls }) => calls.length)).toStrictEqual(logs.map(() => 2))
  })
})

test('replies on the real clock, too', async () => {
  const [agent, log, startMs] = [mockAgent(), new CallLog(), performance.now()]
  const delayed = withLatency(agent, 40)
  const { body } = await inIteration(testRun(), () => undici.request(URL, { dispatcher: delayed }), log)
  expect(await body.text()).toBe('{"a":1}')
  expect(performance.now() - startMs).toBeGreaterThan(39)
  expect(log.calls).toMatchObject([{ outcome: { status: 200 } }])
  await agent.close()
})

test.for<[string, string | Buffer, number]>([
  ['a text', 'hello', 5],
  ['bytes that are no text', Buffer.from([0xff, 0xfe]), 2],
])('%s is sent, and counted', async ([, sent, sentBytes]) => {
  const agent = mockAgent()
  const { value, calls } = await virtually(async () => {
    const { statusCode, body } = await undici.request(URL, {
      method: 'POST',
      body: sent,
      dispatcher: withLatency(agent, 1),
    })
    return [statusCode, await body.text()]
  })
  const got = `got ${String(sent)}`
  expect(value).toStrictEqual([201, got])
  expect(calls).toMatchObject([{ sentBytes, receivedBytes: Buffer.byteLength(got) }])
  await agent.close()
})

test('outside of a test it replies at once', async () => {
  const agent = mockAgent()
  const { body } = await undici.request(URL, { dispatcher: withLatency(agent, 60_000) })
  expect(await body.text()).toBe('{"a":1}')
  await agent.close()
})

test.for<[string, () => number, string]>([
  [
    'no number',
    () => Number.NaN,
    'the latency of "items": a latency model must return milliseconds from 0 up, received NaN. Look at the model in `latency`: it gets a function that returns a random number below 1.',
  ],
  [
    'an error that is none',
    () => {
      // oxlint-disable-next-line typescript/only-throw-error -- what a model of somebody may do
      throw 'wrong'
    },
    'wrong',
  ],
])('a model that gives %s fails the test', async ([, model, message]) => {
  const agent = mockAgent()
  const { run } = await virtually(() =>
    rejectionOf(undici.request(URL, { dispatcher: withLatency(agent, model, { name: 'items' }) })),
  )
  expect(run.failures.map((failure) => failure.message)).toStrictEqual([message])
  await agent.close()
})

test('modifiers are refused', async () => {
  const agent = mockAgent()
  const call = withLatency as (...all: readonly unknown[]) => unknown
  expect(thrownBy(() => call(agent, 5, { modifiers: [] })).message).toBe(
    "withLatency: an agent of undici takes no `modifiers`. Leave them out, or mock with perf.network([…], { transport: 'socket' }).",
  )
  await agent.close()
})

test.for([undefined, 'items'])('counts in a measurement on the real clock, named %s', async (name) => {
  const agent = mockAgent()
  const dispatcher = withLatency(agent, 1, name === undefined ? {} : { name })
  await inTest(async (perf) => {
    const run = await perf.measure('items', { iterations: 3, warmup: 1 }, async () => {
      await (await undici.request(URL, { dispatcher })).body.text()
    })
    expect(run.counts[name ?? 'GET api.example/items']).toMatchObject({
      total: 3,
      perIteration: { min: 1, max: 1 },
    })
  })
  await agent.close()
})
