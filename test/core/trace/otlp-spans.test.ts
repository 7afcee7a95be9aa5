import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomStream } from '../../../src/core/time/random.ts'
import { otlpTraces } from '../../../src/core/trace/otlp-spans.ts'
import type { OtlpSpan, OtlpTraces } from '../../../src/core/trace/otlp-spans.ts'
import { readOtlp } from '../../../src/core/time/latency/source/otlp.ts'
import { arbitraryTree } from '../../helpers/arbitrary-tree.ts'
import { treeOf } from '../../../src/core/trace/span-node.ts'
import { traceOf } from '../../helpers/trace-of.ts'
import { drawTree, spansOf } from '../../helpers/span-tree.ts'

const END_UNIX_MS = 1_700_000_000_000
const END_S = END_UNIX_MS / 1_000
const context = () => ({ service: 'research-skill', endUnixMs: END_UNIX_MS, random: randomStream(1, 'ids') })

const tree = drawTree(
  {
    name: 'research',
    startMs: 5,
    endMs: 305,
    children: [
      {
        name: 'chat gpt-x',
        startMs: 5.000001,
        endMs: 205,
        failed: true,
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.request.model': 'gpt-x',
          'gen_ai.usage.input_tokens': 12,
          'gen_ai.response.time_to_first_chunk': 0.25,
          streamed: true,
          'otel.status_description': 'overloaded',
          apiKey: 'sk-1234567890abcdef',
        },
      },
      { name: 'render', startMs: 205, endMs: 305, unfinished: true },
    ],
  },
  4,
)

function spansIn(traces: OtlpTraces): readonly OtlpSpan[] {
  return traces.resourceSpans[0]?.scopeSpans[0]?.spans ?? []
}

/** The same spans as the SDK has them, written by hand. */
function asTheSdkHasThem(ids: readonly OtlpSpan[]): ReadableSpan[] {
  const common = {
    events: [],
    links: [],
    duration: [0, 0] as [number, number],
    ended: true,
    resource: {
      attributes: { 'service.name': 'research-skill' },
      merge: (other: unknown) => other,
      getRawAttributes: () => [],
    },
    instrumentationScope: { name: 'skillperf' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }
  const contextOf = (i: number) => ({
    traceId: ids[i]?.traceId ?? '',
    spanId: ids[i]?.spanId ?? '',
    traceFlags: 1,
  })
  const spans = [
    {
      name: 'research',
      kind: 0,
      startTime: [END_S - 1, 700_000_000],
      endTime: [END_S, 0],
      status: { code: 0 },
      attributes: {
        'skillperf.measurement': 'research',
        'skillperf.iteration': 4,
        'skillperf.clock': 'virtual',
      },
    },
    {
      name: 'chat gpt-x',
      kind: 2,
      startTime: [END_S - 1, 700_000_001],
      endTime: [END_S - 1, 900_000_000],
      status: { code: 2, message: 'overloaded' },
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-x',
        'gen_ai.usage.input_tokens': 12,
        'gen_ai.response.time_to_first_chunk': 0.25,
        streamed: true,
        apiKey: '[redacted]',
      },
    },
    {
      name: 'render',
      kind: 0,
      startTime: [END_S - 1, 900_000_000],
      endTime: [END_S, 0],
      status: { code: 0 },
      attributes: { 'skillperf.unfinished': true },
    },
  ]
  return spans.map((span, i) =>
    Object.assign({}, common, span, {
      spanContext: () => contextOf(i),
      parentSpanContext: i > 0 ? contextOf(0) : undefined,
    }),
  ) as unknown as ReadableSpan[]
}

/** Without what is empty or left to defaults, and with 64-bit integers as text, as the specification has them. */
function normalised(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (key, value: unknown) => {
    if (key.startsWith('dropped') || key === 'flags' || key === 'events' || key === 'links') return undefined
    return key === 'intValue' ? String(value) : value
  }) as unknown
}

test("a body is what OpenTelemetry's own serializer writes for the same spans", () => {
  const ours = otlpTraces([{ name: 'research', clock: 'virtual', spans: spansOf(tree) }], context())
  const theirs = JsonTraceSerializer.serializeRequest(asTheSdkHasThem(spansIn(ours)))
  expect(normalised(ours)).toStrictEqual(normalised(JSON.parse(new TextDecoder().decode(theirs)) as unknown))
})

test('each iteration is a trace of its own, one after another up to the given time', () => {
  const trees = [
    drawTree({ name: 'a', startMs: 0, endMs: 10.5 }, 0),
    drawTree({ name: 'a', startMs: 7, endMs: 17 }, 1),
  ]
  const spans = spansIn(otlpTraces([{ name: 'a', clock: 'real', spans: spansOf(...trees) }], context()))
  expect(
    spans.map(({ startTimeUnixNano, endTimeUnixNano }) => [startTimeUnixNano, endTimeUnixNano]),
  ).toStrictEqual([
    ['1699999999979000000', '1699999999989500000'],
    ['1699999999990000000', '1700000000000000000'],
  ])
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(2)
})

test('ids are of their length, in hex, different, never all zeros, and lead from child to parent', () => {
  fc.assert(
    fc.property(fc.array(arbitraryTree, { minLength: 1, maxLength: 3 }), fc.integer(), (drawn, seed) => {
      const trees = drawn.map(drawTree)
      const run = { name: 'research', clock: 'real', spans: spansOf(...trees) } as const
      const spans = spansIn(otlpTraces([run], { ...context(), random: randomStream(seed) }))
      const byId = new Map(spans.map((span) => [span.spanId, span]))
      expect(byId.size).toBe(spans.length)
      for (const { traceId, spanId, parentSpanId } of spans) {
        expect(`${traceId} ${spanId}`).toMatch(/^[0-9a-f]{32} [0-9a-f]{16}$/)
        if (parentSpanId !== undefined) expect(byId.get(parentSpanId)?.traceId).toBe(traceId)
      }
      expect(spans.filter((span) => span.parentSpanId === undefined)).toHaveLength(trees.length)
    }),
  )
})

test('random numbers that are all 0 make no id that stands for none', () => {
  const run = {
    name: 'a',
    clock: 'real',
    spans: spansOf(drawTree({ name: 'a', startMs: 0, endMs: 1 })),
  } as const
  const [span] = spansIn(otlpTraces([run], { ...context(), random: () => 0 }))
  expect([span?.traceId, span?.spanId]).toStrictEqual([`${'0'.repeat(31)}1`, `${'0'.repeat(15)}1`])
})

test('what was exported can be the latencies of a mock', () => {
  const body = otlpTraces([{ name: 'research', clock: 'real', spans: spansOf(tree) }], context())
  const body2 = JSON.parse(JSON.stringify(body)) as unknown
  expect(readOtlp(body2, 'render', 'empirical')).toStrictEqual([{ lowMs: 100, highMs: 100, count: 1 }])
})

test('spans of any depth are told, and no secret in the name of a measurement', () => {
  const chain = Array.from({ length: 20_000 }, (_, nth) => ({ parent: nth - 1, startMs: 0, endMs: 1 }))
  const deep = { iteration: 0, root: treeOf(traceOf(chain)) }
  const run = { name: 'search?api_key=abcdefgh1234', clock: 'virtual', spans: spansOf(deep) } as const
  const traces = otlpTraces([run], context())
  const spans = spansIn(traces)
  expect(spans).toHaveLength(20_000)
  expect(spans.at(-1)?.parentSpanId).toBe(spans.at(-2)?.spanId)
  expect(JSON.stringify(traces)).not.toContain('abcdefgh1234')
})
