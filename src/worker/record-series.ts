import type { DurationView } from '../core/duration-view.ts'
import type { PercentilesRecord, SeriesRecord } from '../core/seen-record.ts'
import type { Timing } from '../core/timing.ts'

/** Null without samples. */
export function recordSeries(series: DurationView): SeriesRecord | null {
  if (series.n === 0) return null
  return {
    n: series.n,
    minMs: figure(series.min),
    meanMs: figure(series.mean),
    maxMs: figure(series.max),
    percentilesMs: recordPercentiles(series),
  }
}

export function recordPercentiles(run: Timing): PercentilesRecord {
  const at = (p: number): number | null => figure(run.percentile(p))
  return { p50: at(50), p75: at(75), p90: at(90), p95: at(95), p99: at(99), p999: at(99.9) }
}

/** JSON knows neither NaN nor infinity. */
export function figure(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
