import * as v from 'valibot'
import { count, figure, percentiles } from './seen-record.ts'
import type { SeriesRecord } from './seen-record.ts'

/** Where the time of a measurement went. Times are ms of the measurement's clock. */
export interface SpansRecord {
  /** Iterations that have spans. */
  readonly iterations: number
  /** Spans, those of the iterations themselves included. */
  readonly total: number
  /** Time in spans without a running child, as a multiple of the time that passed. */
  readonly parallelism: number
  /** The largest share of the critical path first; one of them is the iteration itself. */
  readonly operations: readonly OperationRecord[]
  /** Operations that were left out, with smaller shares. */
  readonly leftOut: number
  readonly median: WaterfallRecord | null
  readonly slowest: WaterfallRecord | null
  /** What a reader of the spans should know, a sentence each. */
  readonly notes: readonly string[]
}

/** All spans of one name; the series is of their durations, of very many of a fair sample. */
export interface OperationRecord extends SeriesRecord {
  readonly name: string
  readonly count: number
  readonly callsPerIteration: number
  readonly totalMs: number
  /** Without the time in which children were running. */
  readonly selfMs: number
  /** 0 to 1. */
  readonly criticalShare: number
  readonly errors: number
  /** The most that ran at once within one iteration. */
  readonly atOnce: number
}

/** The spans of one iteration, each below its parent; of very many the longest ones. */
export interface WaterfallRecord {
  readonly iteration: number
  readonly durationMs: number
  readonly rows: readonly WaterfallRowRecord[]
  /** Spans that were left out. */
  readonly leftOut: number
}

export interface WaterfallRowRecord {
  readonly name: string
  readonly depth: number
  /** Since the iteration began. */
  readonly startMs: number
  readonly endMs: number
  readonly failed: boolean
  readonly unfinished: boolean
}

const waterfall: v.GenericSchema<WaterfallRecord> = v.object({
  iteration: count,
  durationMs: v.number(),
  rows: v.array(
    v.object({
      name: v.string(),
      depth: count,
      startMs: v.number(),
      endMs: v.number(),
      failed: v.boolean(),
      unfinished: v.boolean(),
    }),
  ),
  leftOut: count,
})

const operation: v.GenericSchema<OperationRecord> = v.object({
  name: v.string(),
  count,
  callsPerIteration: v.number(),
  totalMs: v.number(),
  selfMs: v.number(),
  criticalShare: v.number(),
  errors: count,
  atOnce: count,
  n: count,
  minMs: figure,
  meanMs: figure,
  maxMs: figure,
  percentilesMs: percentiles,
})

export const spans: v.GenericSchema<SpansRecord> = v.object({
  iterations: count,
  total: count,
  parallelism: v.number(),
  operations: v.array(operation),
  leftOut: count,
  median: v.nullable(waterfall),
  slowest: v.nullable(waterfall),
  notes: v.array(v.string()),
})
