import type { HistogramCodec } from './stats/histogram.ts'
import { quantile } from './stats/quantile.ts'

const NS_PER_MS = 1e6

/** What we add to the latency of a benchmark: it survives wherever Vitest takes its results. */
export interface LatencyExtras {
  /** ms, Hyndman–Fan type 8. */
  readonly p90: number
  /** ms, Hyndman–Fan type 8. */
  readonly p95: number
  /**
   * HdrHistogram V2, compressed, base64; values in ns. Left out when a sample
   * is none that it can hold: below 0, by a clock that went backwards, or
   * beyond 104 days.
   */
  readonly histogram?: string
}

/** @param sortedMs samples in ascending order, at least one */
export function latencyExtras(sortedMs: ArrayLike<number>, histograms: HistogramCodec): LatencyExtras {
  const n = sortedMs.length
  const samplesNs = new Float64Array(n)
  let fits = true
  for (let i = 0; i < n; i++) {
    const ns = Math.round((sortedMs[i] ?? 0) * NS_PER_MS)
    samplesNs[i] = ns
    fits &&= ns >= 0 && ns <= Number.MAX_SAFE_INTEGER
  }
  return {
    p90: quantile(sortedMs, 0.9),
    p95: quantile(sortedMs, 0.95),
    ...(fits && { histogram: histograms.encode(samplesNs) }),
  }
}
