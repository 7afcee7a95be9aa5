import type { OtlpAttribute } from './otlp-value.ts'
import type { SpanAttributes } from './span-table.ts'

const NS_PER_S = 1e9
/** Upper ends of a histogram's buckets, in seconds: from 1 ms up, each twice the one before. */
const BOUNDS_S: readonly number[] = Array.from({ length: 18 }, (_, i) => 2 ** i / 1_000)

/** A figure of a metric, when and of what. */
export interface OtlpPoint {
  readonly attributes: readonly OtlpAttribute[]
  readonly startTimeUnixNano: string
  readonly timeUnixNano: string
}

export interface OtlpNumber extends OtlpPoint {
  readonly asInt?: string
  readonly asDouble?: number
}

/** Counts are text, because they may be of 64 bits. */
export interface OtlpHistogram extends OtlpPoint {
  readonly count: string
  readonly sum: number
  readonly min?: number
  readonly max?: number
  readonly bucketCounts: readonly string[]
  readonly explicitBounds: readonly number[]
}

/** A figure that does not yet say of which measurement it is. */
export type Unplaced<T extends OtlpPoint> = Omit<T, keyof OtlpPoint> & { readonly about?: SpanAttributes }

/** Durations in seconds, as a histogram; of none there is none. */
export function durations(ns: Float64Array, about: SpanAttributes = {}): Unplaced<OtlpHistogram>[] {
  if (ns.length === 0) return []
  const buckets = Array.from({ length: BOUNDS_S.length + 1 }, () => 0)
  let sumNs = 0
  let minNs = Infinity
  let maxNs = 0
  for (const one of ns) {
    // A bucket takes its upper end in.
    const found = BOUNDS_S.findIndex((bound) => one <= bound * NS_PER_S)
    const bucket = found === -1 ? BOUNDS_S.length : found
    buckets[bucket] = (buckets[bucket] ?? 0) + 1
    sumNs += one
    minNs = Math.min(minNs, one)
    maxNs = Math.max(maxNs, one)
  }
  return [
    {
      about,
      count: String(ns.length),
      sum: sumNs / NS_PER_S,
      min: minNs / NS_PER_S,
      max: maxNs / NS_PER_S,
      bucketCounts: buckets.map(String),
      explicitBounds: BOUNDS_S,
    },
  ]
}
