import * as v from 'valibot'

/** How much of something the iterations came to. */
export interface AmountRecord {
  /** In the whole measurement. */
  readonly total: number
  readonly perIteration: {
    readonly min: number
    readonly mean: number
    readonly max: number
    /** The first iteration with the most; null when nothing ran. */
    readonly worst: number | null
  }
}

/** Calls to one mock. */
export interface CallRecord extends AmountRecord {
  /** The mock's name. */
  readonly name: string
  /** The most that one iteration had in flight at once. */
  readonly atOnce: number
  readonly meanMs: number
  /** Calls that failed. */
  readonly errors: number
  /** Calls that asked what a call before had asked, which had failed or was given up. */
  readonly retries: number
  /** Of bodies, of requests and of answers. */
  readonly bytes: { readonly sent: number; readonly received: number }
}

/** What the mocks of a measurement have seen, all names together. */
export interface SeenRecord {
  readonly retries: AmountRecord
  /** Calls that asked the same as one before, which had not failed. */
  readonly repeats: AmountRecord
  /** The longest chain of calls, one after the other; `chain` has the names of the longest of all. */
  readonly serialDepth: AmountRecord & { readonly chain: readonly string[] }
  readonly caches: readonly CacheRecord[]
}

export interface CacheRecord {
  readonly name: string
  readonly hits: number
  readonly misses: number
}

/**
 * Calls of language models. Names with a dot are those of OpenTelemetry's
 * GenAI conventions; durations are ms here as everywhere, not seconds.
 */
export interface LlmRecord {
  readonly calls: number
  /** Tokens by model, summed up over all iterations. */
  readonly models: readonly ModelRecord[]
  readonly tokens: { readonly in: AmountRecord; readonly out: AmountRecord; readonly total: AmountRecord }
  /** Null where nothing was streamed, as are the next two. */
  readonly 'gen_ai.server.time_to_first_token': SeriesRecord | null
  readonly 'gen_ai.server.time_per_output_token': SeriesRecord | null
  readonly interTokenLatency: SeriesRecord | null
  /** Of the median call; null where no tokens took time. */
  readonly tokensPerSecond: number | null
  /** Calls per second that have kept the `slo`; null without one. */
  readonly goodput: number | null
  /** Share of the calls that have; null without one. */
  readonly sloAttainment: number | null
}

export interface ModelRecord {
  readonly 'gen_ai.request.model': string
  readonly calls: number
  readonly 'gen_ai.usage.input_tokens': number
  readonly 'gen_ai.usage.output_tokens': number
}

/** Durations within a measurement. */
export interface SeriesRecord {
  readonly n: number
  readonly minMs: number | null
  readonly meanMs: number | null
  readonly maxMs: number | null
  readonly percentilesMs: PercentilesRecord
}

export interface PercentilesRecord {
  readonly p50: number | null
  readonly p75: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly p999: number | null
}

export const figure: v.GenericSchema<number | null> = v.nullable(v.number())
export const count: v.GenericSchema<number> = v.pipe(v.number(), v.integer(), v.minValue(0))

export const percentiles: v.GenericSchema<PercentilesRecord> = v.object({
  p50: figure,
  p75: figure,
  p90: figure,
  p95: figure,
  p99: figure,
  p999: figure,
})

export const series: v.GenericSchema<SeriesRecord> = v.object({
  n: count,
  minMs: figure,
  meanMs: figure,
  maxMs: figure,
  percentilesMs: percentiles,
})

const amount = {
  total: count,
  perIteration: v.object({ min: count, mean: v.number(), max: count, worst: v.nullable(count) }),
}

export const call: v.GenericSchema<CallRecord> = v.object({
  name: v.string(),
  ...amount,
  atOnce: count,
  meanMs: v.number(),
  errors: count,
  retries: count,
  bytes: v.object({ sent: count, received: count }),
})

export const seen: v.GenericSchema<SeenRecord> = v.object({
  retries: v.object(amount),
  repeats: v.object(amount),
  serialDepth: v.object({ ...amount, chain: v.array(v.string()) }),
  caches: v.array(v.object({ name: v.string(), hits: count, misses: count })),
})

export const llm: v.GenericSchema<LlmRecord> = v.object({
  calls: count,
  models: v.array(
    v.object({
      'gen_ai.request.model': v.string(),
      calls: count,
      'gen_ai.usage.input_tokens': count,
      'gen_ai.usage.output_tokens': count,
    }),
  ),
  tokens: v.object({ in: v.object(amount), out: v.object(amount), total: v.object(amount) }),
  'gen_ai.server.time_to_first_token': v.nullable(series),
  'gen_ai.server.time_per_output_token': v.nullable(series),
  interTokenLatency: v.nullable(series),
  tokensPerSecond: figure,
  goodput: figure,
  sloAttainment: figure,
})
