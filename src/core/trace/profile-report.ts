import { quantile } from '../stats/quantile.ts'
import type { ClockKind } from '../time/clock.ts'
import type { Operation } from './operation.ts'
import type { Spans } from './spans.ts'
import { waterfallOf } from './waterfall.ts'
import type { Waterfall } from './waterfall.ts'

const NS_PER_MS = 1e6
/** Spans shown of one iteration. */
const ROWS_KEPT = 40

/** Where the time of a measurement, or of a profiled skill, went: plain values. Durations are ms of {@link clock}. */
export interface ProfileReport {
  readonly name: string
  readonly clock: ClockKind
  /** Iterations, or calls of a profiled skill, that have spans. */
  readonly iterations: number
  /** Spans, those of the iterations themselves included. */
  readonly spans: number
  /** The largest share of the critical path first. The iteration itself is one: its self time is what no span tells of. */
  readonly operations: readonly ProfileOperation[]
  /** The operation with the largest share of the critical path; undefined where no time has passed. */
  readonly bottleneck: ProfileOperation | undefined
  /** How much ran at once: time in spans without a running child, as a multiple of the time that passed. */
  readonly parallelism: number
  readonly median: Waterfall | undefined
  readonly slowest: Waterfall | undefined
  /** What a reader should know, a sentence each. */
  readonly notes: readonly string[]
}

/** What all spans of one name came to. Durations are ms. */
export interface ProfileOperation {
  readonly name: string
  readonly count: number
  readonly callsPerIteration: number
  readonly totalMs: number
  /** {@link totalMs} without the time in which children were running. */
  readonly selfMs: number
  readonly meanMs: number
  /** Hyndman–Fan type 8, as is {@link p95Ms}. */
  readonly p50Ms: number
  readonly p95Ms: number
  readonly maxMs: number
  /** Share of the iterations' time that hangs on these spans themselves, 0 to 1: those of all operations add up to 1. */
  readonly criticalShare: number
  /** Spans that failed. */
  readonly errors: number
  /** The most that ran at once, within one iteration. */
  readonly atOnce: number
}

/** Sums up what spans tell. */
export function profileReport(
  spans: Spans,
  { name, clock }: { readonly name: string; readonly clock: ClockKind },
): ProfileReport {
  const operations = spans.operations
    .map(summarize)
    .toSorted((a, b) => b.criticalShare - a.criticalShare || b.selfMs - a.selfMs)
  const [first] = operations
  return {
    name,
    clock,
    iterations: spans.iterations,
    spans: spans.total,
    operations,
    bottleneck: first !== undefined && first.criticalShare > 0 ? first : undefined,
    parallelism: spans.parallelism,
    median: spans.median && waterfallOf(spans.median, ROWS_KEPT),
    slowest: spans.slowest && waterfallOf(spans.slowest, ROWS_KEPT),
    notes: spans.notes,
  }
}

function summarize(operation: Operation): ProfileOperation {
  const { name, count, perIteration, totalMs, selfMs, meanMs, maxMs, criticalShare, errors, atOnce } =
    operation
  const sorted = operation.samplesNs.toSorted()
  return {
    name,
    count,
    callsPerIteration: perIteration,
    totalMs,
    selfMs,
    meanMs,
    p50Ms: quantile(sorted, 0.5) / NS_PER_MS,
    p95Ms: quantile(sorted, 0.95) / NS_PER_MS,
    maxMs,
    criticalShare,
    errors,
    atOnce,
  }
}
