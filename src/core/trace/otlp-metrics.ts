import { publicAttributes } from './public-attributes.ts'
import { modelUses } from '../calls/model-use.ts'
import type { Measurement } from '../measurement.ts'
import { leastSamples } from '../percentile.ts'
import { OTLP_SCOPE, otlpAttributes, otlpResource, unixNano } from './otlp-value.ts'
import type { OtlpResource } from './otlp-value.ts'
import { durations } from './otlp-points.ts'
import type { OtlpHistogram, OtlpNumber, OtlpPoint, Unplaced } from './otlp-points.ts'
import type { OtlpContext } from './otlp-spans.ts'

/** OTLP's number for figures since the last export: each measurement is told once. */
const DELTA = 1
const PERCENTILES = [50, 75, 90, 95, 99, 99.9]

/** The body of `POST /v1/metrics` in JSON. */
export interface OtlpMetrics {
  readonly resourceMetrics: readonly {
    readonly resource: OtlpResource
    readonly scopeMetrics: readonly {
      readonly scope: typeof OTLP_SCOPE
      readonly metrics: readonly OtlpMetric[]
    }[]
  }[]
}

export interface OtlpMetric {
  readonly name: string
  readonly unit: string
  readonly gauge?: { readonly dataPoints: readonly OtlpNumber[] }
  readonly sum?: {
    readonly aggregationTemporality: typeof DELTA
    readonly isMonotonic: true
    readonly dataPoints: readonly OtlpNumber[]
  }
  readonly histogram?: {
    readonly aggregationTemporality: typeof DELTA
    readonly dataPoints: readonly OtlpHistogram[]
  }
}

/**
 * The figures of measurements as OTLP: durations in seconds, as a histogram and
 * by percentile, counts, and what language models have used, by
 * OpenTelemetry's names. What a measurement has no figure for is left out.
 */
export function otlpMetrics(
  runs: readonly Measurement[],
  { service, endUnixMs }: Omit<OtlpContext, 'random'>,
): OtlpMetrics {
  const metrics = runs.flatMap((run) => metricsOf(run, Math.floor(endUnixMs)))
  return {
    resourceMetrics: [{ resource: otlpResource(service), scopeMetrics: [{ scope: OTLP_SCOPE, metrics }] }],
  }
}

function metricsOf(run: Measurement, endUnixMs: number): OtlpMetric[] {
  const about = { 'skillperf.measurement': run.name, 'skillperf.clock': run.clock }
  const place = <T extends OtlpPoint>({ about: more, ...point }: Unplaced<T>) => ({
    attributes: otlpAttributes(publicAttributes({ ...about, ...more })),
    startTimeUnixNano: unixNano(endUnixMs - Math.ceil(run.elapsed)),
    timeUnixNano: unixNano(endUnixMs),
    ...point,
  })
  const gauge = (name: string, unit: string, points: readonly Unplaced<OtlpNumber>[]): OtlpMetric => ({
    name,
    unit,
    gauge: { dataPoints: points.map(place<OtlpNumber>) },
  })
  const sum = (name: string, unit: string, points: readonly Unplaced<OtlpNumber>[]): OtlpMetric => {
    const dataPoints = points.map(place<OtlpNumber>)
    return { name, unit, sum: { aggregationTemporality: DELTA, isMonotonic: true, dataPoints } }
  }
  const histogram = (name: string, unit: string, points: readonly Unplaced<OtlpHistogram>[]): OtlpMetric => {
    const dataPoints = points.map(place<OtlpHistogram>)
    return { name, unit, histogram: { aggregationTemporality: DELTA, dataPoints } }
  }
  const percentiles = PERCENTILES.filter((p) => run.n >= leastSamples(p))
  const { ttftNs, interTokenNs } = run.seen.llm
  const metrics = [
    histogram('skillperf.iteration.duration', 's', durations(run.sortedNs)),
    gauge(
      'skillperf.iteration.duration.percentile',
      's',
      percentiles.map((p) => ({ about: { 'skillperf.percentile': p }, asDouble: run.percentile(p) / 1_000 })),
    ),
    sum('skillperf.iterations', '{iteration}', [{ asInt: String(run.iterations) }]),
    sum('skillperf.errors', '{iteration}', [{ asInt: String(run.errors) }]),
    gauge(
      'skillperf.throughput',
      '{iteration}/s',
      Number.isFinite(run.throughput) ? [{ asDouble: run.throughput }] : [],
    ),
    sum(
      'skillperf.calls',
      '{call}',
      Object.entries(run.counts).map(([name, { total }]) => ({
        about: { 'skillperf.call': name },
        asInt: String(total),
      })),
    ),
    histogram(
      'skillperf.operation.duration',
      's',
      run.spans.operations.flatMap(({ name, samplesNs }) =>
        durations(samplesNs, { 'skillperf.operation': name }),
      ),
    ),
    histogram('gen_ai.client.token.usage', '{token}', tokenPoints(run)),
    histogram('gen_ai.client.operation.time_to_first_chunk', 's', durations(ttftNs)),
    histogram('gen_ai.client.operation.time_per_output_chunk', 's', durations(interTokenNs)),
  ]
  return metrics.filter((metric) => pointsOf(metric).length > 0)
}

function pointsOf({ gauge, sum, histogram }: OtlpMetric): readonly unknown[] {
  return (gauge ?? sum ?? histogram)?.dataPoints ?? []
}

/** Of each call nobody knows: one bucket for all. */
function tokenPoints(run: Measurement): Unplaced<OtlpHistogram>[] {
  return modelUses(run.seen.tokens).flatMap(({ model, calls, input, output }) =>
    [
      { type: 'input', tokens: input },
      { type: 'output', tokens: output },
    ].map(({ type, tokens }) => ({
      about: { 'gen_ai.request.model': model, 'gen_ai.token.type': type },
      count: String(calls),
      sum: tokens,
      bucketCounts: [String(calls)],
      explicitBounds: [],
    })),
  )
}
