import { expect, test } from 'vitest'
import { NOTHING_SEEN } from '../../../src/core/calls/seen.ts'
import { otlpMetrics } from '../../../src/core/trace/otlp-metrics.ts'
import type { OtlpMetric } from '../../../src/core/trace/otlp-metrics.ts'
import { NO_SPANS } from '../../../src/core/trace/spans.ts'
import { callsPerIteration, failures, measurementOf, range } from '../../helpers/measurement-of.ts'
import type { Overrides } from '../../helpers/measurement-of.ts'

const END_UNIX_MS = 1_700_000_000_000.7
const context = { service: 'research-skill', endUnixMs: END_UNIX_MS }
const place = {
  startTimeUnixNano: '1699999990000000000',
  timeUnixNano: '1700000000000000000',
}
const about = [
  { key: 'skillperf.measurement', value: { stringValue: 'research' } },
  { key: 'skillperf.clock', value: { stringValue: 'real' } },
]

function metricsOf(samplesMs: readonly number[], overrides: Overrides = {}): readonly OtlpMetric[] {
  const run = measurementOf(samplesMs, { elapsedNs: 1e10, ...overrides })
  return otlpMetrics([run], context).resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? []
}

function named(metrics: readonly OtlpMetric[], name: string): OtlpMetric | undefined {
  return metrics.find((metric) => metric.name === name)
}

test('a measurement is told as counts, a histogram in seconds, and percentiles', () => {
  const run = measurementOf([1, 1.5, 200_000], { elapsedNs: 1e10, ...failures(1) })
  expect(otlpMetrics([run], context)).toStrictEqual({
    resourceMetrics: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'research-skill' } }] },
        scopeMetrics: [
          {
            scope: { name: 'skillperf' },
            metrics: [
              {
                name: 'skillperf.iteration.duration',
                unit: 's',
                histogram: {
                  aggregationTemporality: 1,
                  dataPoints: [
                    {
                      ...place,
                      attributes: about,
                      count: '3',
                      sum: 200.0025,
                      min: 0.001,
                      max: 200,
                      // 1 ms lies in the bucket that ends at 1 ms; 200 s beyond the last.
                      bucketCounts: ['1', '1', ...range(1, 16).map(() => '0'), '1'],
                      explicitBounds: range(0, 17).map((i) => 2 ** i / 1_000),
                    },
                  ],
                },
              },
              {
                name: 'skillperf.iteration.duration.percentile',
                unit: 's',
                gauge: {
                  dataPoints: [
                    {
                      ...place,
                      attributes: [...about, { key: 'skillperf.percentile', value: { intValue: '50' } }],
                      asDouble: 0.0015,
                    },
                  ],
                },
              },
              {
                name: 'skillperf.iterations',
                unit: '{iteration}',
                sum: {
                  aggregationTemporality: 1,
                  isMonotonic: true,
                  dataPoints: [{ ...place, attributes: about, asInt: '4' }],
                },
              },
              {
                name: 'skillperf.errors',
                unit: '{iteration}',
                sum: {
                  aggregationTemporality: 1,
                  isMonotonic: true,
                  dataPoints: [{ ...place, attributes: about, asInt: '1' }],
                },
              },
              {
                name: 'skillperf.throughput',
                unit: '{iteration}/s',
                gauge: { dataPoints: [{ ...place, attributes: about, asDouble: 0.3 }] },
              },
            ],
          },
        ],
      },
    ],
  })
})

test.for([
  [1, []],
  [99, [50, 75, 90, 95]],
  [999, [50, 75, 90, 95, 99]],
] as const)('of %d samples only percentiles that they have are told', ([n, percentiles]) => {
  const points =
    named(metricsOf(range(1, n)), 'skillperf.iteration.duration.percentile')?.gauge?.dataPoints ?? []
  const told = points.map((point) => point.attributes.at(-1)?.value)
  expect(told).toStrictEqual(percentiles.map((p) => ({ intValue: String(p) })))
})

test('calls are told by name, tokens by model and type', () => {
  const metrics = metricsOf([10], {
    seen: {
      counts: { web_search: callsPerIteration(2, 100) },
      tokens: [
        { iteration: 0, model: 'gpt-x', calls: 1, input: 100, output: 20 },
        { iteration: 1, model: 'gpt-x', calls: 2, input: 50, output: 5 },
      ],
      llm: { ...NOTHING_SEEN.llm, ttftNs: Float64Array.of(25e7), interTokenNs: Float64Array.of(2e7, 2e7) },
    },
  })
  expect(named(metrics, 'skillperf.calls')?.sum?.dataPoints).toStrictEqual([
    {
      ...place,
      attributes: [...about, { key: 'skillperf.call', value: { stringValue: 'web_search' } }],
      asInt: '2',
    },
  ])
  const tokens = (type: string, sum: number): object => ({
    ...place,
    attributes: [
      ...about,
      { key: 'gen_ai.request.model', value: { stringValue: 'gpt-x' } },
      { key: 'gen_ai.token.type', value: { stringValue: type } },
    ],
    count: '3',
    sum,
    bucketCounts: ['3'],
    explicitBounds: [],
  })
  expect(named(metrics, 'gen_ai.client.token.usage')?.histogram?.dataPoints).toStrictEqual([
    tokens('input', 150),
    tokens('output', 25),
  ])
  const firstChunk = named(metrics, 'gen_ai.client.operation.time_to_first_chunk')?.histogram?.dataPoints[0]
  expect([firstChunk?.count, firstChunk?.sum]).toStrictEqual(['1', 0.25])
  const perChunk = named(metrics, 'gen_ai.client.operation.time_per_output_chunk')?.histogram?.dataPoints[0]
  expect([perChunk?.count, perChunk?.sum]).toStrictEqual(['2', 0.04])
})

test('operations are told by name', () => {
  const operation = {
    name: 'search',
    count: 2,
    perIteration: 2,
    totalMs: 30,
    selfMs: 30,
    meanMs: 15,
    maxMs: 20,
    errors: 0,
    criticalShare: 1,
    atOnce: 1,
    samplesNs: Float64Array.of(1e7, 2e7),
  }
  const metrics = metricsOf([30], { spans: { ...NO_SPANS, operations: [operation] } })
  expect(named(metrics, 'skillperf.operation.duration')?.histogram?.dataPoints).toStrictEqual([
    expect.objectContaining({
      attributes: [...about, { key: 'skillperf.operation', value: { stringValue: 'search' } }],
      count: '2',
      sum: 0.03,
    }),
  ])
})

test('without samples there are counts, and no figure that is none', () => {
  expect(metricsOf([], failures(2)).map((metric) => metric.name)).toStrictEqual([
    'skillperf.iterations',
    'skillperf.errors',
    'skillperf.throughput',
  ])
})

test('no secret in the name of a measurement is told', () => {
  const metrics = metricsOf([30], { name: 'search?api_key=abcdefgh1234' })
  expect(JSON.stringify(metrics)).not.toContain('abcdefgh1234')
})
