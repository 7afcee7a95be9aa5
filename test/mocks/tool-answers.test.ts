import { describe, expect, onTestFinished, test } from 'vitest'
import { CallLog } from '../../src/core/calls/call-log.ts'
import { readFailure } from '../../src/core/calls/failure-mode.ts'
import type { Failure } from '../../src/core/calls/failure-mode.ts'
import type { Modifier } from '../../src/core/time/latency/modifier.ts'
import type { ToolOptions } from '../../src/mocks/http-tool.ts'
import { tool } from '../../src/mocks/tool.ts'
import { installClockShims } from '../../src/worker/virtual/shims/install.ts'
import { inIteration } from '../helpers/in-iteration.ts'
import { testRun } from '../helpers/test-run.ts'
import { createPerf } from '../../src/worker/perf.ts'
import { CLOCKS, inTest, onClock } from '../helpers/in-test.ts'
import { rejectionOf } from '../helpers/thrown-by.ts'

installClockShims()

const URL = 'https://search.example/api/:id'

interface Seen {
  readonly status: number
  readonly type: string | null
  readonly text: string
}

async function ask(body?: string, path = '7?q=vitest'): Promise<Seen> {
  const response = await fetch(`https://search.example/api/${path}`, {
    method: 'POST',
    headers: { 'x-agent': 'me' },
    ...(body !== undefined && { body }),
  })
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
}

async function* slowly(): AsyncGenerator<string> {
  yield 'a'
  await new Promise((resolve) => setTimeout(resolve, 3))
  yield 'b'
}

async function* stuck(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield new TextEncoder().encode('a')
  await new Promise(() => {})
}

const failing = (failure: Failure): Modifier => {
  const mode = readFailure(failure, 'test')
  return { description: 'fails', begin: () => ({ admit: () => mode }) }
}

/** What is answered, and what it takes in virtual ms. */
const ANSWERS: readonly (readonly [title: string, options: ToolOptions, seen: Seen, ms: number])[] = [
  ['nothing', { latency: 2 }, { status: 200, type: null, text: '' }, 2],
  ['JSON', { json: { hits: [1] } }, { status: 200, type: 'application/json', text: '{"hits":[1]}' }, 0],
  [
    'text',
    { text: 'hällo', latency: 1, status: 201 },
    { status: 201, type: 'text/plain;charset=UTF-8', text: 'hällo' },
    1,
  ],
  ['bytes', { body: new TextEncoder().encode('raw') }, { status: 200, type: null, text: 'raw' }, 0],
  [
    'headers of its own',
    { json: [], headers: { 'Content-Type': 'application/vnd.api+json' } },
    { status: 200, type: 'application/vnd.api+json', text: '[]' },
    0,
  ],
  [
    'chunks',
    { stream: ['a', new TextEncoder().encode('b'), 'c'], chunkDelay: 2, latency: 1 },
    { status: 200, type: null, text: 'abc' },
    7,
  ],
  [
    'chunks that say when they come',
    { stream: [{ afterMs: 1, data: 'a' }, { afterMs: 2, data: 'b' }, 'c'] },
    { status: 200, type: null, text: 'abc' },
    3,
  ],
  [
    'chunks of a set',
    { stream: new Set(['a', 'b']), chunkDelay: () => 2 },
    { status: 200, type: null, text: 'ab' },
    4,
  ],
  [
    'a reply in JSON',
    { reply: ({ params, query, method, text }) => ({ id: params['id'], q: query.get('q'), method, text }) },
    {
      status: 200,
      type: 'application/json',
      text: '{"id":"7","q":"vitest","method":"POST","text":"{\\"a\\":1}"}',
    },
    0,
  ],
  [
    'a reply from the body and the headers',
    { reply: async (request) => [(request.json() as { a: number }).a, request.headers.get('x-agent')] },
    { status: 200, type: 'application/json', text: '[1,"me"]' },
    0,
  ],
  [
    'a reply with a status',
    { reply: () => ({ status: 404, headers: { 'content-type': 'text/html' }, text: '<h1>' }) },
    { status: 404, type: 'text/html', text: '<h1>' },
    0,
  ],
  [
    'JSON with a status that is none',
    { reply: () => ({ status: 'ok' }) },
    { status: 200, type: 'application/json', text: '{"status":"ok"}' },
    0,
  ],
  [
    'a reply that streams',
    { reply: () => ({ stream: slowly(), chunkDelay: 1 }) },
    { status: 200, type: null, text: 'ab' },
    5,
  ],
  ['a reply without anything', { reply: () => {} }, { status: 200, type: null, text: '' }, 0],
  [
    'a Response',
    { reply: () => Response.json({ a: 1 }, { status: 418 }) },
    { status: 418, type: 'application/json', text: '{"a":1}' },
    0,
  ],
  [
    'a failure that makes no sense, as a reply',
    { reply: () => ({ failure: 'malformed' }) },
    { status: 200, type: null, text: '{"error":' },
    0,
  ],
  [
    'the nth reply',
    { reply: ({ nth, iteration, url }) => `${nth} ${iteration} ${url}` },
    {
      status: 200,
      type: 'application/json',
      text: '"0 <iteration> https://search.example/api/7?q=vitest"',
    },
    0,
  ],
  [
    'a failure',
    { failure: { status: 503, json: { busy: true } }, latency: 3 },
    { status: 503, type: 'application/json', text: '{"busy":true}' },
    3,
  ],
  [
    'a failure as a reply',
    { reply: () => ({ failure: 500 }) },
    {
      status: 500,
      type: 'application/json',
      text: '{"error":{"message":"mocked failure with status 500"}}',
    },
    0,
  ],
  [
    'a stream that makes no sense half way',
    { stream: ['a', 'b', 'c', 'd'], chunkDelay: 1, failure: 'malformed' },
    { status: 200, type: null, text: 'ab{"error":' },
    3,
  ],
  [
    'a reply that takes its time, beside the latency',
    { latency: 2, reply: () => new Promise((resolve) => setTimeout(resolve, 3, 'late')) },
    { status: 200, type: 'application/json', text: '"late"' },
    5,
  ],
  [
    'a body that makes no sense half way',
    { json: { hits: [] }, failure: 'malformed' },
    { status: 200, type: 'application/json', text: '{"hit{"error":' },
    0,
  ],
]

describe.for(CLOCKS)('a tool on the %s clock answers', (clock) => {
  test.for(ANSWERS)('%s', async ([, options, seen, ms]) => {
    await inTest(async (perf) => {
      using net = perf.network([tool.post(URL, { name: 'search', ...options })])
      const { value, elapsed } = await onClock(perf, clock, () => ask('{"a":1}'))
      const iteration = clock === 'real' ? 'undefined' : '0'
      expect(value).toStrictEqual({ ...seen, text: seen.text.replace('<iteration>', iteration) })
      if (elapsed !== undefined) expect(elapsed).toBe(ms)
      expect(net.calls).toMatchObject([{ name: 'search', status: seen.status }])
    })
  })

  test('every method', async () => {
    await inTest(async (perf) => {
      perf.network([tool.all('https://all.example/', { reply: ({ method }) => method })])
      const { value } = await onClock(perf, clock, async () => {
        const answers: unknown[] = []
        for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
          answers.push(await (await fetch('https://all.example/', { method })).json())
        }
        return answers
      })
      expect(value).toStrictEqual(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
    })
  })

  test.for<[string, ToolOptions, string]>([
    ['no network', { failure: 'network' }, 'fetch failed'],
    ['an error', { failure: new RangeError('own') }, 'own'],
    ['a body that breaks off', { json: { hits: [] }, failure: 'drop' }, 'terminated'],
    ['a reply that breaks off', { reply: () => ({ failure: 'drop' }) }, 'terminated'],
    [
      'a response without a body that breaks off',
      { status: 204, modifiers: [failing('drop')] },
      'fetch failed',
    ],
    ['a reply without a network', { reply: () => ({ failure: 'network' }) }, 'fetch failed'],
    ['Response.error()', { reply: () => Response.error() }, 'fetch failed'],
  ])('%s by a rejection', async ([, options, message]) => {
    await inTest(async (perf, run) => {
      perf.network([tool.post(URL, { name: 'search', ...options })])
      const { value } = await onClock(perf, clock, () => rejectionOf(ask('{}')))
      expect(value.message).toBe(message)
      expect(run.failures).toStrictEqual([])
    })
  })

  test.for<[string, ToolOptions, string]>([
    [
      'throws',
      {
        reply() {
          throw new Error('my mistake')
        },
      },
      'my mistake',
    ],
    [
      'asks for JSON where there is none',
      { reply: (request) => request.json() as string },
      'the reply of "search": the body of the request is not JSON. Look at request.text, or send JSON.',
    ],
    [
      'gives what JSON cannot say',
      { reply: () => 5n as unknown as number },
      'the reply of "search": `json` must be what JSON can say, received 5n. Write the value that the response should carry: no functions, big integers or cycles.',
    ],
    [
      'streams what is no chunk',
      {
        reply: () => ({
          stream: (function* wrong(): Generator<string> {
            yield 5 as unknown as string
          })(),
        }),
      },
      "the reply of \"search\": chunk 0 of `stream` must be a text, bytes, or { afterMs, data }, received 5. Write for example { stream: ['one', 'two'], chunkDelay: 20 }.",
    ],
    [
      'gives two bodies',
      { reply: () => ({ json: 1, text: 'a' }) },
      'the reply of "search": a response has one body, and there are `json` and `text`. Leave out one of them.',
    ],
    [
      'gives a failure and a body',
      { reply: () => ({ failure: 503, json: 1 }) },
      'the reply of "search": a failure is all that is answered, and there is `json`. Write { failure: 503 }, or { status: 503, json: … }.',
    ],
  ])('a reply that %s fails the test', async ([, options, message]) => {
    await inTest(async (perf, run) => {
      perf.network([tool.post(URL, { name: 'search', ...options })])
      const { value } = await onClock(perf, clock, () => rejectionOf(ask('not JSON')))
      expect(value.message).toBe(message)
      expect(run.failures.map(String)).toStrictEqual([String(value)])
    })
  })

  test('a Response that was read already fails the test', async () => {
    await inTest(async (perf, run) => {
      const same = new Response('once')
      perf.network([tool.post(URL, { name: 'search', reply: () => same })])
      const { value } = await onClock(perf, clock, async () => {
        expect((await ask()).text).toBe('once')
        return rejectionOf(ask())
      })
      expect(value.message).toBe(
        'the reply of "search": this Response was read already. Make a new one for each call: () => Response.json({}).',
      )
      expect(run.failures).toHaveLength(1)
    })
  })

  test('a reply that nobody waits for is given up', async () => {
    await inTest(async (perf, run) => {
      const net = perf.network([
        tool.get('https://search.example/', {
          name: 'search',
          reply: () => new Promise((resolve) => setTimeout(resolve, 20, 'late')),
        }),
      ])
      const { value } = await onClock(perf, clock, async () => {
        const given = await rejectionOf(fetch('https://search.example/', { signal: AbortSignal.timeout(5) }))
        await new Promise((resolve) => setTimeout(resolve, 40))
        return given
      })
      expect(value.name).toBe('TimeoutError')
      expect(net.calls).toMatchObject([{ name: 'search', status: 0 }])
      expect(run.failures).toStrictEqual([])
    })
  })

  test.for<[string, ToolOptions]>([
    ['a reply that stalls', { reply: () => ({ failure: 'stall' }) }],
    ['a response without a body that stalls', { status: 204, modifiers: [failing('stall')] }],
    ['a stream whose next chunk never comes', { reply: () => ({ stream: stuck() }) }],
    ['a Response whose end never comes', { reply: () => new Response(ReadableStream.from(stuck())) }],
  ])('%s ends with the caller’s patience', async ([, options]) => {
    await inTest(async (perf) => {
      perf.network([tool.get('https://search.example/', options)])
      const { value, elapsed } = await onClock(perf, clock, async () =>
        rejectionOf(
          fetch('https://search.example/', { signal: AbortSignal.timeout(20) }).then(async (response) =>
            response.text(),
          ),
        ),
      )
      expect(value.name).toBe('TimeoutError')
      if (elapsed !== undefined) expect(elapsed).toBe(20)
    })
  })

  test('a stalled body ends with the caller’s patience', async () => {
    await inTest(async (perf) => {
      perf.network([tool.get('https://search.example/', { json: { hits: [] }, failure: 'stall' })])
      const { value, elapsed } = await onClock(perf, clock, async () => {
        const response = await fetch('https://search.example/', { signal: AbortSignal.timeout(20) })
        return rejectionOf(response.json())
      })
      expect(value.name).toBe('TimeoutError')
      if (elapsed !== undefined) expect(elapsed).toBe(20)
    })
  })
})

test('HEAD is answered without a body', async () => {
  await inTest(async (perf) => {
    const net = perf.network([
      tool.all('https://all.example/', { name: 'all', json: [1], headers: { 'x-a': 'b' } }),
      tool.all('https://all.example/response', { name: 'own', reply: () => Response.json([1]) }),
    ])
    for (const path of ['', 'response']) {
      const response = await fetch(`https://all.example/${path}`, { method: 'HEAD' })
      expect([response.status, response.headers.get('content-type'), response.body]).toStrictEqual([
        200,
        'application/json',
        null,
      ])
    }
    expect(net.calls).toMatchObject([{ status: 200 }, { status: 200 }])
  })
})

test('a Response keeps what it says of itself', async () => {
  await inTest(async (perf) => {
    const headers = new Headers([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ])
    const reply = (): Response => new Response('x', { status: 409, statusText: 'Taken', headers })
    perf.network([tool.get('https://own.example/', { reply })])
    const response = await fetch('https://own.example/')
    expect([response.status, response.statusText]).toStrictEqual([409, 'Taken'])
    expect(response.headers.getSetCookie()).toStrictEqual(['a=1', 'b=2'])
  })
})

test('a form is told apart by its fields', async () => {
  await inTest(async (perf) => {
    perf.network([tool.post('https://upload.example/', { name: 'upload' })])
    const form = (name: string): FormData => {
      const fields = new FormData()
      fields.set('name', name)
      return fields
    }
    const run = await perf.measure('upload', { clock: 'virtual', iterations: 20 }, async () => {
      for (const body of [form('a'), form('a'), form('b')]) {
        await fetch('https://upload.example/', { method: 'POST', body })
      }
    })
    expect(run.seen.repeats.perIteration.max).toBe(1)
  })
})

test('bytes that are no text are counted as they are', async () => {
  const [run, log] = [testRun(), new CallLog()]
  const network = createPerf(run).network([tool.post('https://upload.example/', { name: 'upload' })])
  onTestFinished(() => network[Symbol.dispose]())
  await inIteration(
    run,
    () => fetch('https://upload.example/', { method: 'POST', body: new Uint8Array([0xff, 0xfe, 0]) }),
    log,
  )
  expect(log.calls).toMatchObject([{ sentBytes: 3 }])
})

test('modifiers change latencies, admit calls and slow bodies down', async () => {
  const modifier: Modifier = {
    description: 'the second call fails',
    begin: () => ({
      admit: ({ count }) => (count === 1 ? { kind: 'status', status: 502 } : undefined),
      latency: (ms, { count }) => (count === 0 ? ms + 100 : ms),
      bytesPerSecond: 1_000,
    }),
  }
  await inTest(async (perf) => {
    const net = perf.network([tool.post(URL, { latency: 10, text: '12345678', modifiers: [modifier] })])
    const { elapsed } = await perf.virtual(async () => {
      await ask()
      await ask()
      await ask()
    })
    expect(net.calls.map(({ status, ms }) => [status, ms])).toStrictEqual([
      [200, 118],
      [502, 64],
      [200, 18],
    ])
    expect(elapsed).toBe(200)
  })
})

test('chunk delays are drawn from a stream of their own: the same for the same call, whatever else is drawn', async () => {
  const delays = async (reply: boolean): Promise<number> => {
    const options = { chunkDelay: (random: () => number) => random() * 50, stream: ['a', 'b', 'c'] }
    return inTest(async (perf) => {
      perf.network([
        tool.post(URL, {
          name: 'search',
          ...(reply
            ? {
                reply: ({ random }) => {
                  random()
                  return options
                },
              }
            : options),
        }),
      ])
      return (await perf.virtual(() => ask())).elapsed
    })
  }
  const fixed = await delays(false)
  expect(fixed).toBeGreaterThan(0)
  expect(await delays(true)).toBe(fixed)
})
