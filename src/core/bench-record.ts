import type { BenchResult } from './bench-result.ts'
import { redact } from './redact.ts'

/** A file with benchmarks. */
export interface BenchFileReport {
  /** Empty for the root project; Vitest calls the projects of its benchmarks `bench` and `… (bench)`. */
  readonly project: string
  /** Relative to the root, with forward slashes. */
  readonly file: string
  readonly groups: readonly BenchGroup[]
}

/** Benchmarks that were run together: of one `bench.compare`, one `bench(…).run()`, or one suite of Vitest 4. */
export interface BenchGroup {
  /** The test's full name, or the one that its options gave; empty at the top of a file of Vitest 4. */
  readonly name: string
  /** The fastest first. */
  readonly benchmarks: readonly BenchRecord[]
}

/** A benchmark as plain JSON; null for what nobody knows. */
export interface BenchRecord {
  readonly name: string
  /** Samples. */
  readonly n: number
  /** Samples per second of their own time. */
  readonly throughput: number | null
  readonly minMs: number
  readonly meanMs: number
  readonly maxMs: number
  readonly totalMs: number
  readonly stdDevMs: number | null
  /** Half the width of the mean's 95 % confidence interval, in percent of the mean. */
  readonly marginPercent: number | null
  readonly percentilesMs: BenchPercentiles
  /** HdrHistogram V2, compressed, base64; values in ns. */
  readonly histogramNs: string | null
  /** Read by `bench.from`, not run. */
  readonly stored: boolean
}

export interface BenchPercentiles {
  readonly p50: number | null
  readonly p75: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly p995: number | null
  readonly p999: number | null
}

/** @param stored whether `bench.from` read it */
export function recordBenchmark(result: BenchResult, stored: boolean): BenchRecord {
  return {
    name: redact(result.name),
    n: result.n,
    throughput: figure(result.throughput),
    minMs: result.minMs,
    meanMs: result.meanMs,
    maxMs: result.maxMs,
    totalMs: result.totalMs,
    stdDevMs: figure(result.stdDevMs),
    marginPercent: figure(result.marginPercent),
    percentilesMs: {
      p50: percentile(result, 50),
      p75: percentile(result, 75),
      p90: percentile(result, 90),
      p95: percentile(result, 95),
      p99: percentile(result, 99),
      p995: percentile(result, 99.5),
      p999: percentile(result, 99.9),
    },
    histogramNs: result.histogramNs ?? null,
    stored,
  }
}

function percentile(result: BenchResult, p: number): number | null {
  return result.knowsPercentile(p) ? result.percentileMs(p) : null
}

/** JSON knows neither NaN nor infinity. */
function figure(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
