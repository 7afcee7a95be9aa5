import * as v from 'valibot'
import { baselineRecord } from './baseline/baseline-record.ts'
import type { BaselineRecord } from './baseline/baseline-record.ts'
import { BOUNDS, JUDGED_UNITS } from './judgement.ts'
import type { Bound, JudgedUnit } from './judgement.ts'
import { allocatedBytes, garbageCollections } from './memory/memory-use.ts'
import type { AllocatedBytes, GarbageCollections } from './memory/memory-use.ts'
import { PROFILE_FILE_KINDS } from './profile.ts'
import type { ProfileFile } from './profile.ts'
import { call, count, figure, llm, percentiles, seen, series } from './seen-record.ts'
import type { CallRecord, LlmRecord, PercentilesRecord, SeenRecord, SeriesRecord } from './seen-record.ts'
import { spans } from './span-record.ts'
import type { SpansRecord } from './span-record.ts'

/**
 * THE CROSSING: what a test process tells the main process about a test, in
 * `task.meta.skillperf`. Plain JSON in kilobytes: it also travels through blob
 * reports, so NaN and infinities are null from the start. Main trusts nothing
 * that did not come through {@link readTestReport}.
 */
export interface TestReport {
  readonly version: typeof WIRE_VERSION
  readonly tries: readonly TryRecord[]
}

export const WIRE_VERSION = 1

/** One try of a test: `retry` and `repeats` run it several times. */
export interface TryRecord {
  /** 0 for the first try, above under `retry`. */
  readonly retry: number
  /** 0 for the first run, above under `repeats`. */
  readonly repeat: number
  readonly measurements: readonly MeasurementRecord[]
}

/** A measurement without its samples. */
export interface MeasurementRecord {
  readonly name: string
  /** `virtual`: durations are those of the virtual clock, not to be compared with real ones. */
  readonly clock: 'real' | 'virtual'
  /** CPU time of this thread per iteration; null where nobody knows. */
  readonly cpuMs: number | null
  /** The virtual clock has counted it. */
  readonly cpuCounted: boolean
  /** Samples. */
  readonly n: number
  /** Iterations that ran to their end, failed ones too. */
  readonly iterations: number
  /** Failed iterations. */
  readonly errors: number
  readonly errorRate: number | null
  /** Successful iterations per second. */
  readonly throughput: number | null
  readonly elapsedMs: number
  readonly minMs: number | null
  readonly meanMs: number | null
  readonly maxMs: number | null
  readonly stdDevMs: number | null
  /** Hyndman–Fan type 8, computed once from the raw samples. */
  readonly percentilesMs: PercentilesRecord
  /** Samples in equal bins from min to max. */
  readonly bins: readonly number[]
  /** HdrHistogram V2, compressed, base64; values in ns. Null without samples. */
  readonly histogramNs: string | null
  readonly load: LoadRecord
  /** Arrivals of an open loop that were turned away. */
  readonly dropped: number
  /** Iterations in each sample. */
  readonly batch: number
  readonly warmup: number
  /** `sequential`: it ended when its samples had decided the limits. */
  readonly stopping: 'fixed' | 'sequential'
  /** Share of its time in which it waited for a processor; null where the system does not tell. */
  readonly waitShare: number | null
  /** Collections of garbage; left out on the virtual clock, whose time they do not take. */
  readonly gc?: GarbageCollections | undefined
  /** Bytes per iteration; left out where nobody asked for them. */
  readonly allocated?: AllocatedBytes | undefined
  /** To the first item of the streams that it returned; null without any. */
  readonly firstItem: SeriesRecord | null
  /** What a reader of the figures should know, a sentence each. */
  readonly notes: readonly string[]
  /** Another test of the same process was measuring at the same time. */
  readonly disturbed: boolean
  readonly seed: number
  /** Calls to mocks; a list, because one may be named `constructor`. */
  readonly calls: readonly CallRecord[]
  /** What the mocks have seen together; null where none was called. */
  readonly seen: SeenRecord | null
  /** Calls of language models; null without any. */
  readonly llm: LlmRecord | null
  /** What was going on within the iterations; null where no span was seen. */
  readonly spans: SpansRecord | null
  readonly checks: readonly CheckRecord[]
  readonly firstErrors: readonly ErrorRecord[]
  /** How it compares with the baseline; left out where nobody asked. */
  readonly baseline?: BaselineRecord | undefined
  /** Profiles and traces that were written about it; left out without any. */
  readonly files?: readonly ProfileFile[] | undefined
}

/** How iterations were started. */
export type LoadRecord =
  | { readonly kind: 'closed'; readonly concurrency: number }
  | { readonly kind: 'closed-stages'; readonly stages: readonly StageRecord[] }
  | {
      readonly kind: 'open'
      readonly rate: number
      readonly arrival: 'poisson' | 'constant'
      readonly maxInFlight: number
    }
  | {
      readonly kind: 'open-stages'
      readonly stages: readonly StageRecord[]
      readonly arrival: 'poisson' | 'constant'
      readonly maxInFlight: number
    }

export interface StageRecord {
  readonly durationMs: number
  readonly target: number
}

/** A limit, and whether it was kept. */
export interface CheckRecord {
  /** `p95`, `mean`, `throughput`, `calls web_search`, … */
  readonly statistic: string
  readonly bound: Bound
  readonly unit: JudgedUnit
  readonly limit: number
  readonly received: number | null
  /** The final answer: under `.not`, pass and fail are swapped already. */
  readonly outcome: 'pass' | 'fail' | 'inconclusive'
  readonly negated: boolean
  /** Who asked: a matcher, the measurement's own `sla`, or the options'. */
  readonly source: 'matcher' | 'measurement' | 'options'
  /** Which view of the measurement it is about: `first item`. Left out for the measurement itself. */
  readonly view?: string | undefined
  /** Why it is inconclusive. */
  readonly reason?: string | undefined
  /** Fresh attempts at a breached limit: those that had a vote, and those that breached it, too. */
  readonly attempts?: { readonly votes: number; readonly breaches: number } | undefined
}

/** An iteration that threw; secrets are redacted. */
export interface ErrorRecord {
  readonly iteration: number
  readonly message: string
  readonly stack?: string | undefined
}

const check = v.object({
  statistic: v.string(),
  bound: v.picklist(BOUNDS),
  unit: v.picklist(JUDGED_UNITS),
  limit: v.number(),
  received: figure,
  outcome: v.picklist(['pass', 'fail', 'inconclusive']),
  negated: v.boolean(),
  source: v.picklist(['matcher', 'measurement', 'options']),
  view: v.optional(v.string()),
  reason: v.optional(v.string()),
  attempts: v.optional(v.object({ votes: count, breaches: count })),
})

const stages = v.array(v.object({ durationMs: v.number(), target: v.number() }))
const arrivals = { arrival: v.picklist(['poisson', 'constant']), maxInFlight: count }
const load = v.variant('kind', [
  v.object({ kind: v.literal('closed'), concurrency: count }),
  v.object({ kind: v.literal('closed-stages'), stages }),
  v.object({ kind: v.literal('open'), rate: v.number(), ...arrivals }),
  v.object({ kind: v.literal('open-stages'), stages, ...arrivals }),
])

const measurement = v.object({
  name: v.string(),
  clock: v.picklist(['real', 'virtual']),
  cpuMs: figure,
  cpuCounted: v.boolean(),
  n: count,
  iterations: count,
  errors: count,
  errorRate: figure,
  throughput: figure,
  elapsedMs: v.number(),
  minMs: figure,
  meanMs: figure,
  maxMs: figure,
  stdDevMs: figure,
  percentilesMs: percentiles,
  bins: v.array(count),
  histogramNs: v.nullable(v.string()),
  load,
  dropped: count,
  batch: count,
  warmup: count,
  stopping: v.picklist(['fixed', 'sequential']),
  waitShare: figure,
  gc: v.optional(garbageCollections),
  allocated: v.optional(allocatedBytes),
  firstItem: v.nullable(series),
  notes: v.array(v.string()),
  disturbed: v.boolean(),
  seed: v.number(),
  calls: v.array(call),
  seen: v.nullable(seen),
  llm: v.nullable(llm),
  spans: v.nullable(spans),
  checks: v.array(check),
  firstErrors: v.array(
    v.object({ iteration: v.number(), message: v.string(), stack: v.optional(v.string()) }),
  ),
  baseline: v.optional(baselineRecord),
  files: v.optional(v.array(v.object({ kind: v.picklist(PROFILE_FILE_KINDS), path: v.string() }))),
})

const testReport: v.GenericSchema<TestReport> = v.object({
  version: v.literal(WIRE_VERSION),
  tries: v.array(v.object({ retry: count, repeat: count, measurements: v.array(measurement) })),
})

/** What reading a test's meta found. */
export type WireReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'report'; readonly report: TestReport }
  | { readonly kind: 'unreadable'; readonly reason: string }

/**
 * Reads what a worker, or a blob file, left in `task.meta.skillperf`. Options
 * that the user put there beside the report are left alone.
 */
export function readTestReport(meta: unknown): WireReading {
  if (typeof meta !== 'object' || meta === null || !('version' in meta)) return { kind: 'none' }
  if (meta.version !== WIRE_VERSION) {
    const version = String(meta.version)
    return {
      kind: 'unreadable',
      reason: `its data has version ${version} and this skillperf reads ${WIRE_VERSION}: use one version everywhere`,
    }
  }
  const result = v.safeParse(testReport, meta)
  if (result.success) return { kind: 'report', report: result.output }
  const [issue] = result.issues
  return { kind: 'unreadable', reason: `at ${v.getDotPath(issue) ?? 'its root'}: ${issue.message}` }
}
