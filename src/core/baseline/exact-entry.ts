import * as v from 'valibot'
import { count } from '../seen-record.ts'

/** Named values, in the order of their names; a list, because a mock may be named `constructor`. */
export type Pairs<T> = readonly (readonly [name: string, value: T])[]

/** What each run of the same code repeats, with the same seed. */
export interface ExactEntry {
  readonly iterations: number
  /** Failed ones. */
  readonly errors: number
  /** Sums over all iterations, by what was counted: `calls web_search`, `retries`, `serial depth`. Without zeros. */
  readonly counts: Pairs<number>
  /** By the mock: a digest of the latencies that it draws, which does not depend on how often or when it is called. */
  readonly draws: Pairs<string>
  /** Null on the real clock. */
  readonly times: VirtualTimes | null
}

/** Durations on the virtual clock: ms with at most 3 decimals. */
export interface VirtualTimes {
  readonly n: number
  readonly minMs: number
  readonly meanMs: number
  readonly p50Ms: number
  readonly p75Ms: number
  readonly p90Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** HdrHistogram V2, compressed, base64; values in ns. */
  readonly histogramNs: string
}

/** As far as it is compared: the histogram is for charts. */
export type ExactFigures = Omit<ExactEntry, 'times'> & { readonly times: VirtualFigures | null }
export type VirtualFigures = Omit<VirtualTimes, 'histogramNs'>

const ms = v.pipe(v.number(), v.finite(), v.minValue(0))

const virtualTimes: v.GenericSchema<VirtualTimes> = v.object({
  n: count,
  minMs: ms,
  meanMs: ms,
  p50Ms: ms,
  p75Ms: ms,
  p90Ms: ms,
  p95Ms: ms,
  p99Ms: ms,
  maxMs: ms,
  histogramNs: v.string(),
})

/** As it travels from the test process. */
export const exactEntry: v.GenericSchema<ExactEntry> = v.object({
  iterations: count,
  errors: count,
  counts: v.array(v.strictTuple([v.string(), v.number()])),
  draws: v.array(v.strictTuple([v.string(), v.string()])),
  times: v.nullable(virtualTimes),
})
