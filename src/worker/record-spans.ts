import type { Judgement } from '../core/judgement.ts'
import type { Measurement } from '../core/measurement.ts'
import { publicName, redact } from '../core/redact.ts'
import { spanLabel } from '../core/span-label.ts'
import type { OperationRecord, SpansRecord, WaterfallRecord } from '../core/span-record.ts'
import type { Operation } from '../core/trace/operation.ts'
import type { SpanTree } from '../core/trace/span-node.ts'
import { waterfallOf } from '../core/trace/waterfall.ts'
import { figure, recordPercentiles } from './record-series.ts'
import type { Check } from './test-run.ts'

const OPERATIONS_KEPT = 20
const ROWS_KEPT = 40

/**
 * Where the time of a measurement went, in kilobytes: the operations with the
 * largest shares and those that a limit is on, and the longest spans of two
 * iterations. Null without spans.
 */
export function recordSpans(run: Measurement, checks: readonly Check<Judgement>[]): SpansRecord | null {
  const { spans } = run
  if (spans.total === 0) return null
  const asked = new Set(checks.map(({ view }) => view))
  const kept = spans.operations
    .toSorted((a, b) => b.criticalShare - a.criticalShare || b.selfMs - a.selfMs)
    .filter(({ name }, i) => i < OPERATIONS_KEPT || asked.has(spanLabel(name)))
  return {
    iterations: spans.iterations,
    total: spans.total,
    parallelism: spans.parallelism,
    operations: kept.map((operation) => recordOperation(run, operation)),
    leftOut: spans.operations.length - kept.length,
    median: recordWaterfall(spans.median),
    slowest: recordWaterfall(spans.slowest),
    notes: spans.notes.map(redact),
  }
}

function recordOperation(run: Measurement, operation: Operation): OperationRecord {
  const { name, count, perIteration, totalMs, selfMs, criticalShare, errors, atOnce, meanMs, maxMs } =
    operation
  const view = run.span(name)
  return {
    name: publicName(name),
    count,
    callsPerIteration: perIteration,
    totalMs,
    selfMs,
    criticalShare,
    errors,
    atOnce,
    n: view.n,
    minMs: figure(view.min),
    meanMs: figure(meanMs),
    maxMs: figure(maxMs),
    percentilesMs: recordPercentiles(view),
  }
}

function recordWaterfall(tree: SpanTree | undefined): WaterfallRecord | null {
  if (tree === undefined) return null
  const { rows, ...rest } = waterfallOf(tree, ROWS_KEPT)
  return {
    ...rest,
    rows: rows.map(({ name, depth, startMs, endMs, failed, unfinished }) => ({
      name: publicName(name),
      depth,
      startMs,
      endMs,
      failed,
      unfinished,
    })),
  }
}
