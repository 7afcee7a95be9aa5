import type { DurationView } from '../core/duration-view.ts'
import type { IterationError } from '../core/iteration.ts'
import { redact } from '../core/redact.ts'
import { bins } from '../core/stats/bins.ts'
import { encodeHistogram } from '../core/stats/histogram.ts'
import { describeError, publicStack } from '../core/thrown.ts'
import type { Timing } from '../core/timing.ts'
import type {
  CheckRecord,
  MeasurementRecord,
  PercentilesRecord,
  SeriesRecord,
  TryRecord,
} from '../core/wire.ts'
import { outcomeOf } from './test-run.ts'
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
    cpuMs: run.cpu === undefined ? null : figure(run.cpu),
    cpuCounted: run.cpuCounted,
    n: run.n,
    iterations: run.iterations,
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
    load: run.load,
    dropped: run.dropped,
    batch: run.batch,
    warmup: run.warmup,
    stopping: run.stopping,
    waitShare: run.waitShare ?? null,
    firstItem: run.firstItem.n === 0 ? null : recordSeries(run.firstItem),
    notes: run.notes.map(redact),
    disturbed: run.disturbed,
    seed: run.seed,
    calls: Object.entries(run.counts).map(([name, count]) => Object.assign({ name: redact(name) }, count)),
    checks: checks.map(recordCheck),
    firstErrors: run.firstErrors.map(recordError),
  }
}

function recordSeries(series: DurationView): SeriesRecord {
  return {
    n: series.n,
    minMs: figure(series.min),
    meanMs: figure(series.mean),
    maxMs: figure(series.max),
    percentilesMs: recordPercentiles(series),
  }
}

function recordPercentiles(run: Timing): PercentilesRecord {
  const at = (p: number): number | null => figure(run.percentile(p))
  return { p50: at(50), p75: at(75), p90: at(90), p95: at(95), p99: at(99), p999: at(99.9) }
}

function recordCheck(check: Check): CheckRecord {
  const { verdict, negated, source, view } = check
  const { reason, attempts } = verdict
  return {
    statistic: verdict.statistic.label,
    bound: verdict.statistic.bound,
    unit: verdict.statistic.unit,
    limit: verdict.limit,
    received: figure(verdict.received),
    outcome: outcomeOf(check),
    negated,
    source,
    ...(view !== undefined && { view }),
    ...(reason !== undefined && { reason: redact(reason) }),
    ...(attempts !== undefined && { attempts }),
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
