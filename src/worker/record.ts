import type { IterationError, Measurement } from '../core/measurement.ts'
import { redact } from '../core/redact.ts'
import { bins } from '../core/stats/bins.ts'
import { encodeHistogram } from '../core/stats/histogram.ts'
import { describeError, publicStack } from '../core/thrown.ts'
import type { CheckRecord, MeasurementRecord, TryRecord } from '../core/wire.ts'
import type { Check, MeasuredEntry, TestRun } from './test-run.ts'

const BINS = 20

/** What main gets to know about one try of a test. */
export async function recordTry(run: TestRun): Promise<Pick<TryRecord, 'measurements'>> {
  return { measurements: await Promise.all(run.entries.map(recordEntry)) }
}

async function recordEntry({ measurement: run, checks }: MeasuredEntry): Promise<MeasurementRecord> {
  return {
    name: redact(run.name),
    clock: run.clock,
    n: run.n,
    errors: run.errors,
    errorRate: figure(run.errorRate),
    throughput: figure(run.throughput),
    elapsedMs: run.elapsed,
    minMs: figure(run.min),
    meanMs: figure(run.mean),
    maxMs: figure(run.max),
    stdDevMs: figure(run.stdDev),
    percentilesMs: recordPercentiles(run),
    bins: bins(run.sortedNs, BINS),
    histogramNs: run.n === 0 ? null : await encodeHistogram(run.sortedNs),
    concurrency: run.concurrency,
    warmup: run.warmup,
    disturbed: run.disturbed,
    seed: run.seed,
    calls: Object.entries(run.counts).map(([name, count]) => Object.assign({ name: redact(name) }, count)),
    checks: checks.map(recordCheck),
    firstErrors: run.firstErrors.map(recordError),
  }
}

function recordPercentiles(run: Measurement): MeasurementRecord['percentilesMs'] {
  return {
    p50: figure(run.p50),
    p75: figure(run.p75),
    p90: figure(run.p90),
    p95: figure(run.p95),
    p99: figure(run.p99),
    p999: figure(run.p999),
  }
}

function recordCheck({ verdict, negated, source }: Check): CheckRecord {
  const swapped = { pass: 'fail', fail: 'pass', inconclusive: 'inconclusive' } as const
  return {
    statistic: verdict.statistic.label,
    bound: verdict.statistic.bound,
    unit: verdict.statistic.unit,
    limit: verdict.limit,
    received: figure(verdict.received),
    outcome: negated ? swapped[verdict.outcome] : verdict.outcome,
    negated,
    source,
    ...(verdict.reason !== undefined && { reason: verdict.reason }),
  }
}

function recordError({ iteration, error }: IterationError): MeasurementRecord['firstErrors'][number] {
  const stack = publicStack(error)
  return { iteration, message: describeError(error), ...(stack !== undefined && { stack }) }
}

/** JSON knows neither NaN nor infinity. */
function figure(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
