import type { IterationError } from '../core/iteration.ts'
import type { Judgement } from '../core/judgement.ts'
import { redact } from '../core/redact.ts'
import { bins } from '../core/stats/bins.ts'
import { encodeHistogram } from '../core/stats/histogram.ts'
import { describeError, publicStack } from '../core/thrown.ts'
import type { CheckRecord, MeasurementRecord, TryRecord } from '../core/wire.ts'
import { recordBaseline } from './baseline/record-baseline.ts'
import { recordCalls, recordLlm, recordSeen } from './record-seen.ts'
import { figure, recordPercentiles, recordSeries } from './record-series.ts'
import { recordSpans } from './record-spans.ts'
import { outcomeOf } from './test-run.ts'
import type { Check, MeasuredEntry, TestRun } from './test-run.ts'

const BINS = 20

/** What main gets to know about one try of a test. */
export async function recordTry(run: TestRun): Promise<Pick<TryRecord, 'measurements'>> {
  return { measurements: await Promise.all(run.entries.map((entry) => recordEntry(run, entry))) }
}

async function recordEntry(test: TestRun, entry: MeasuredEntry): Promise<MeasurementRecord> {
  const { measurement: run, checks } = entry
  const histogramNs = run.n === 0 ? null : await encodeHistogram(run.sortedNs)
  const baseline = recordBaseline(test, entry, histogramNs)
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
    histogramNs,
    load: run.load,
    dropped: run.dropped,
    batch: run.batch,
    warmup: run.warmup,
    stopping: run.stopping,
    waitShare: run.waitShare ?? null,
    ...(run.gc !== undefined && { gc: run.gc }),
    ...(run.allocated !== undefined && { allocated: run.allocated }),
    firstItem: recordSeries(run.firstItem),
    notes: run.notes.map(redact),
    disturbed: run.disturbed,
    seed: run.seed,
    calls: Object.entries(run.counts).map(([name, count]) => recordCalls(name, count)),
    seen: recordSeen(run.seen),
    llm: recordLlm(run),
    spans: recordSpans(run, checks),
    checks: checks.map(recordCheck),
    firstErrors: run.firstErrors.map(recordError),
    ...(baseline !== undefined && { baseline }),
    ...(run.files.length > 0 && { files: run.files }),
  }
}

function recordCheck(check: Check<Judgement>): CheckRecord {
  const { verdict, negated, source, view } = check
  const { reason, attempts } = verdict
  return {
    statistic: redact(verdict.statistic.label),
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
