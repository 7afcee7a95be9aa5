import { gzipSync } from 'node:zlib'
import { context, trace } from '@opentelemetry/api'
import type { Context, Tracer } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer'
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Measurement } from '../../../src/core/measurement.ts'
import { hub } from '../../../src/profiler/hub.ts'
import { receiveOtlp } from '../../../src/profiler/otel/receive-otlp.ts'
import type { OtlpReceiver } from '../../../src/profiler/otel/receive-otlp.ts'
import { SkillperfSpanProcessor } from '../../../src/profiler/otel/span-processor.ts'
import { measure } from '../../../src/worker/measure.ts'
import { pause } from '../../../src/worker/real-time.ts'
import { shapeOf } from '../../helpers/in-trace.ts'
import { tracingWith } from '../../helpers/otel-tracing.ts'
import { placeOf, testRun } from '../../helpers/test-run.ts'

/** The process of the test: its spans are taken in at once. */
const here = tracingWith(new SkillperfSpanProcessor())
afterAll(() => {
  here[Symbol.dispose]()
  hub.foreign = undefined
  hub.used = false
})

let receiver: OtlpReceiver
/** Another process, as far as it can be told: all that is known of it comes through the exporter. */
let there: Tracer
let provider: BasicTracerProvider
beforeEach(async () => {
  receiver = await receiveOtlp({ waitMs: 50 })
  const exporter = new OTLPTraceExporter({ url: `${receiver.url}/v1/traces` })
  provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  there = provider.getTracer('there')
})
afterEach(async () => {
  await provider.shutdown()
  await receiver.close()
})

/** What the other process does for one request: the child is exported first. */
async function serve(parent: Context, ms = 3): Promise<void> {
  const outer = there.startSpan('serve', { attributes: { 'http.route': '/search' } }, parent)
  const inner = there.startSpan('query', {}, trace.setSpan(parent, outer))
  await pause(ms)
  inner.end()
  outer.end()
}

async function measured(fn: () => unknown, options: object = {}): Promise<Measurement> {
  // The exporter is in this process after all: its own requests are not what is looked for.
  return measure(testRun(), ['run', { iterations: 3, warmup: 1, spans: false, ...options }, fn], placeOf())
}

function shapes(run: Measurement): string[] {
  return [...new Set(run.spans.trees.map(({ root }) => shapeOf(root)))]
}

test('spans that an SDK exports lie below the span whose context was handed on, iterations at once, too', async () => {
  const run = await measured(
    () =>
      here.tracer.startActiveSpan('call', async (call) => {
        await serve(trace.setSpan(context.active(), call))
        call.end()
      }),
    { iterations: 6, concurrency: 3 },
  )
  expect(shapes(run)).toStrictEqual(['run(call(serve(query)))'])
  expect(run.span('query').n).toBe(6)
  const serving = run.spans.median?.root.children[0]?.children[0]
  expect(serving?.attributes).toStrictEqual({ 'http.route': '/search' })
  // The SDK tells starts in whole ms.
  expect(serving?.durationMs).toBeGreaterThanOrEqual(2)
  expect(run.notes).toStrictEqual([])
})

test('without a context they go to the iteration that was running, even if that has no other span', async () => {
  const run = await measured(() => serve(context.active()))
  expect(shapes(run)).toStrictEqual(['run(serve(query))'])
  expect(run.spans.iterations).toBe(3)
})

test('with several iterations at once nobody knows which, and there is a note', async () => {
  const fn = async (): Promise<void> => {
    await pause(40)
    await serve(context.active())
    await pause(40)
  }
  const run = await measured(fn, { iterations: 4, concurrency: 4, warmup: 0 })
  expect(shapes(run)).toStrictEqual(['run'])
  expect(run.spans.notes).toStrictEqual([
    "Spans of other processes that may belong to several iterations, or to none: 8, left out: hand on the trace's context, or measure with { concurrency: 1 }.",
  ])
})

test('once it is closed, a measurement waits for nobody', async () => {
  await receiver.close()
  const run = await measured(() => 1)
  expect(run.spans.iterations).toBe(0)
  expect(hub.sources.size).toBe(0)
})

describe('an exporter is told', () => {
  const body = JSON.stringify({ resourceSpans: [] })
  const json = { 'content-type': 'application/json' }
  const post = (init: RequestInit, path = '/v1/traces'): Promise<Response> =>
    fetch(`${receiver.url}${path}`, { method: 'POST', headers: json, body, ...init })

  test.for<readonly [string, RequestInit]>([
    ['plain JSON', {}],
    ['JSON by gzip', { body: gzipSync(body), headers: { ...json, 'content-encoding': 'gzip' } }],
    ['JSON with a character set', { headers: { 'content-type': 'application/json; charset=utf-8' } }],
  ])('that %s was taken', async ([, init]) => {
    const response = await post(init)
    const answer = new Uint8Array(await response.arrayBuffer())
    expect([response.status, JsonTraceSerializer.deserializeResponse(answer)]).toStrictEqual([200, {}])
  })

  test.for<readonly [string, RequestInit, number, string]>([
    [
      'protobuf',
      { headers: { 'content-type': 'application/x-protobuf' } },
      415,
      'only OTLP in JSON is received, not application/x-protobuf: set OTEL_EXPORTER_OTLP_PROTOCOL=http/json',
    ],
    [
      'another encoding',
      { headers: { ...json, 'content-encoding': 'br' } },
      415,
      'bodies come as they are or by gzip, not by br',
    ],
    [
      'what is not gzip',
      { headers: { ...json, 'content-encoding': 'gzip' } },
      400,
      'the body is not in gzip',
    ],
    ['no JSON', { body: '{' }, 400, 'the body is no JSON'],
    [
      'no spans',
      { body: '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"1"}]}]}]}' },
      400,
      'these are no OTLP spans: at resourceSpans.0.scopeSpans.0.spans.0.traceId: Invalid length: Expected 32 but received 1',
    ],
    [
      'a body that is too large',
      { body: Buffer.alloc(16 * 2 ** 20 + 1) },
      413,
      'a body may have 16 MiB at most: export fewer spans at once',
    ],
    [
      'one that is too large when it is unpacked',
      {
        body: gzipSync(Buffer.alloc(16 * 2 ** 20 + 1)),
        headers: { ...json, 'content-encoding': 'gzip' },
      },
      413,
      'a body may have 16 MiB at most: export fewer spans at once',
    ],
    ['another method', { method: 'PUT' }, 405, 'spans are received by POST, not by PUT'],
  ])('what is wrong with %s', async ([, init, status, message]) => {
    const response = await post(init)
    expect([response.status, await response.json()]).toStrictEqual([
      status,
      { code: 3, message: `skillperf: ${message}` },
    ])
  })

  test('that metrics are not received', async () => {
    const response = await post({}, '/v1/metrics')
    expect([response.status, await response.json()]).toStrictEqual([
      404,
      {
        code: 3,
        message:
          'skillperf: only spans are received, at /v1/traces: set OTEL_METRICS_EXPORTER=none and OTEL_LOGS_EXPORTER=none',
      },
    ])
  })
})

test.for<readonly [unknown, string]>([
  [{ ports: 1 }, 'receiveOtlp: unknown option `ports`. Did you mean `port`? Known: port, waitMs.'],
  [
    { port: -1 },
    'receiveOtlp: `port` must be a whole number from 0 up, received -1. Write receiveOtlp({ port: 0 }).',
  ],
  [
    { waitMs: Infinity },
    'receiveOtlp: `waitMs` must be a finite number from 0 up, received Infinity. Write { waitMs: 100 }, or leave it out.',
  ],
])('%o is refused', async ([options, message]) => {
  await expect(receiveOtlp(options as object)).rejects.toThrow(message)
})

test('it listens on the loopback address only', () => {
  expect(receiver.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
})
