import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OtlpTraces } from '../../../src/core/trace/otlp-spans.ts'
import { postJson } from '../../../src/profiler/otel/post-json.ts'
import { sendOtlp } from '../../../src/profiler/otel/send-otlp.ts'
import { measurementOf } from '../../helpers/measurement-of.ts'
import { drawTree, spansOf } from '../../helpers/span-tree.ts'

interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

interface Received {
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}

let server: Server
let base = ''
let received: Received[] = []
/** What is answered next; then 200. */
let answers: (Answer | 'nothing')[] = []
beforeEach(async () => {
  received = []
  answers = []
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as unknown
      received.push({ url: request.url ?? '', headers: request.headers, body })
      const answer = answers.shift() ?? { status: 200, body: '{}' }
      if (answer !== 'nothing') response.writeHead(answer.status, answer.headers).end(answer.body)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const run = measurementOf([1, 2], { spans: spansOf(drawTree({ name: 'research', startMs: 0, endMs: 2 })) })

test('spans and metrics go to their paths below the URL, with the headers', async () => {
  const sent = await sendOtlp([run, run], {
    url: `${base}/otlp/`,
    headers: { 'x-api-key': 'secret' },
    service: 'my-skill',
  })
  expect(sent).toStrictEqual({ spans: 2, metrics: 10 })
  expect(received.map(({ url }) => url)).toStrictEqual(['/otlp/v1/traces', '/otlp/v1/metrics'])
  for (const { headers } of received) {
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-api-key': 'secret' })
  }
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'my-skill' } }] }
  expect(received.map(({ body }) => body)).toMatchObject([
    { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'skillperf' } }] }] },
    { resourceMetrics: [{ resource, scopeMetrics: [{ scope: { name: 'skillperf' } }] }] },
  ])
})

test('without a trace there are metrics only', async () => {
  expect(await sendOtlp(measurementOf([1]), { url: base })).toStrictEqual({ spans: 0, metrics: 4 })
  expect(received.map(({ url }) => url)).toStrictEqual(['/v1/metrics'])
})

test.for<readonly [string, (Answer | 'nothing')[], string]>([
  ['refuses', [{ status: 401 }], 'answered 401 Unauthorized.'],
  ['asks to come again, twice', [busy('0'), busy('0')], 'answered 503 Service Unavailable.'],
  ['says nothing', ['nothing'], 'did not answer within 300 ms.'],
  [
    'turns some away',
    [{ status: 200, body: '{"partialSuccess":{"rejectedSpans":"1"}}' }],
    'turned 1 span away.',
  ],
  [
    'says why it turns some away',
    [
      {
        status: 200,
        body: '{"partialSuccess":{"rejectedSpans":"2000","errorMessage":"over the limit\\nof key=abc password=hunter2."}}',
      },
    ],
    'turned 2 000 spans away: over the limit of key=abc password=[redacted].',
  ],
  [
    'says why it refuses',
    [{ status: 400, body: '{"code":3,"message":"bad span id"}' }],
    'answered 400 Bad Request: bad span id.',
  ],
  ['refuses by a page', [{ status: 413, body: '<html>' }], 'answered 413 Payload Too Large.'],
  ['sends us elsewhere', [{ status: 307 }], 'answered 307 Temporary Redirect.'],
])('a collector that %s is an error with status and URL, without secrets', async ([, given, expected]) => {
  answers = given
  const url = base.replace('//', '//user:hunter2@')
  const sending = sendOtlp(run, { url, headers: { authorization: 'Bearer abc123456789' }, timeoutMs: 300 })
  await expect(sending).rejects.toThrow(`sendOtlp: ${base}/v1/traces ${expected}`)
  await expect(sending).rejects.not.toThrow(/hunter2|abc123456789/)
})

function busy(retryAfter: string): Answer {
  return { status: 503, headers: { 'retry-after': retryAfter } }
}

test('very many spans go in several requests', async () => {
  const children = Array.from({ length: 4_500 }, () => ({ name: 'a', startMs: 0, endMs: 1 }))
  const many = measurementOf([1], {
    spans: spansOf(drawTree({ name: 'research', startMs: 0, endMs: 2, children })),
  })
  expect(await sendOtlp(many, { url: base })).toMatchObject({ spans: 4_501 })
  const sizes = received.map(({ body }) => {
    const { resourceSpans = [] } = body as Partial<OtlpTraces>
    return resourceSpans.map(({ scopeSpans }) => scopeSpans.map(({ spans }) => spans.length))
  })
  expect(sizes).toStrictEqual([[[2_000]], [[2_000]], [[501]], []])
})

test('a query of the URL is kept, and is in no error', async () => {
  await sendOtlp(run, { url: `${base}/otlp/?key=abc` })
  expect(received.map(({ url }) => url)).toStrictEqual([
    '/otlp/v1/traces?key=abc',
    '/otlp/v1/metrics?key=abc',
  ])
  answers = [{ status: 401 }]
  await expect(sendOtlp(run, { url: `${base}/otlp?key=abc` })).rejects.toThrow(
    `sendOtlp: ${base}/otlp/v1/traces answered 401 Unauthorized.`,
  )
})

test.for([0.5 + 20_000, 1e12])('it may take as long as %d ms', async (timeoutMs) => {
  expect(await sendOtlp(run, { url: base, timeoutMs })).toStrictEqual({ spans: 1, metrics: 5 })
})

test('a collector that asks to come again gets the same once more', async () => {
  answers = [busy('0')]
  await sendOtlp(run, { url: base })
  expect(received.map(({ url }) => url)).toStrictEqual(['/v1/traces', '/v1/traces', '/v1/metrics'])
  expect(received[1]?.body).toStrictEqual(received[0]?.body)
})

test.for<readonly [string, string, number]>([
  ['seconds', '7', 7_000],
  ['a date', 'Thu, 01 Jan 1970 00:00:05 GMT', 4_000],
  ['a date that has passed', 'Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['too long', '3600', 30_000],
  ['nonsense', 'soon', 1_000],
])('how long to wait may be told as %s', async ([, retryAfter, expectedMs]) => {
  answers = [busy(retryAfter)]
  const waits: number[] = []
  const body = await postJson(
    {
      place: 'sendOtlp',
      url: base,
      headers: {},
      timeoutMs: 5_000,
      pause: (ms) => Promise.resolve(waits.push(ms)),
      unixNowMs: () => 1_000,
    },
    {},
  )
  expect([waits, body]).toStrictEqual([[expectedMs], '{}'])
})

test('an answer without JSON is a success', async () => {
  answers = [{ status: 204 }, { status: 200, body: 'ok' }]
  expect(await sendOtlp(run, { url: base })).toStrictEqual({ spans: 1, metrics: 5 })
})

test('a collector that is not there is an error', async () => {
  server.close()
  server.closeAllConnections()
  await expect(sendOtlp(run, { url: base })).rejects.toThrow(
    /^sendOtlp: http:\/\/127\.0\.0\.1:\d+\/v1\/traces could not be reached: .*ECONNREFUSED/,
  )
})

const url = 'http://localhost:4318'
test.for<readonly [unknown, unknown, string]>([
  [
    [],
    { url },
    "sendOtlp: takes what `perf.measure` returned, or a list of it, received an array of 0. Write sendOtlp(run, { url: 'http://localhost:4318' }).",
  ],
  [
    [run, 1],
    { url },
    "sendOtlp: takes what `perf.measure` returned, or a list of it, received 1. Write sendOtlp(run, { url: 'http://localhost:4318' }).",
  ],
  [
    run,
    {},
    "sendOtlp: `url` must be an http or https URL, received undefined. Write sendOtlp(run, { url: 'http://localhost:4318' }).",
  ],
  [
    run,
    { url: 'ftp://x' },
    'sendOtlp: `url` must be an http or https URL, received "ftp://x". Write sendOtlp(run, { url: \'http://localhost:4318\' }).',
  ],
  [
    run,
    { url, header: {} },
    'sendOtlp: unknown option `header`. Did you mean `headers`? Known: url, headers, service, timeoutMs.',
  ],
  [
    run,
    { url, headers: { key: 1 } },
    "sendOtlp `headers`: `key` must be a text. Write { headers: { 'x-tenant': 'a' } }.",
  ],
  [
    run,
    { url, headers: { 'x-api-key': 'hunter2\n' } },
    'sendOtlp `headers`: `x-api-key` must be a header of HTTP: one line of Latin letters, and no spaces in its name. Use value.trim() if it was read from a file.',
  ],
  [
    run,
    { url, service: ' ' },
    'sendOtlp: `service` must be a name that is not empty, received " ". Leave it out for "skillperf".',
  ],
  [
    run,
    { url, timeoutMs: -1 },
    'sendOtlp: `timeoutMs` must be a finite number from 0 up, received -1. Leave it out for 10 s.',
  ],
])('%o with %o is refused', async ([runs, options, message]) => {
  await expect(sendOtlp(runs as never, options as never)).rejects.toThrow(message)
})
