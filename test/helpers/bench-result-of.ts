import type { BenchRecord } from '../../src/core/bench-record.ts'

/** Percentiles that Vitest's own provider computes, by their key. */
const PERCENTILES = { p50: 0.5, p75: 0.75, p99: 0.99, p995: 0.995, p999: 0.999 }

interface BenchResultLike {
  readonly name: string
  readonly latency: Record<string, unknown>
  readonly totalTime: number
}

/** What Vitest's own provider makes of these samples, as far as we read it. */
export function benchResultOf(
  samplesMs: readonly number[],
  latency: Readonly<Record<string, unknown>> = {},
): BenchResultLike {
  const sorted = samplesMs.toSorted((a, b) => a - b)
  const total = samplesMs.reduce((sum, ms) => sum + ms, 0)
  const percentiles = Object.entries(PERCENTILES).map(([key, p]) => [key, linear(sorted, p)])
  return {
    name: 'parse',
    totalTime: total,
    latency: {
      samplesCount: sorted.length,
      mean: total / sorted.length,
      min: sorted[0],
      max: sorted.at(-1),
      sd: 0.5,
      rme: 1.5,
      ...Object.fromEntries(percentiles),
      samples: undefined,
      ...latency,
    },
  }
}

function linear(sorted: readonly number[], p: number): number {
  const position = (sorted.length - 1) * p
  const [low = 0, high = low] = sorted.slice(Math.floor(position))
  return low + (position % 1) * (high - low)
}

/** A benchmark of a report, figures made up. */
export function benchRecordOf(overrides: Partial<BenchRecord> = {}): BenchRecord {
  return {
    name: 'parse',
    n: 1_024,
    throughput: 812,
    minMs: 0.9,
    meanMs: 1.2315,
    maxMs: 8.25,
    totalMs: 1_261,
    stdDevMs: 0.2,
    marginPercent: 1.03,
    percentilesMs: { p50: 1.1, p75: 1.3, p90: 1.52, p95: 1.71, p99: 3.2, p995: 5, p999: 8 },
    histogramNs: null,
    stored: false,
    ...overrides,
  }
}
