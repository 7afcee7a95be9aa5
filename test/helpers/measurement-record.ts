import type { BenchFileReport } from '../../src/core/bench-record.ts'
import type { FileReport, Report, TestEntry } from '../../src/core/report.ts'
import type { CheckRecord, MeasurementRecord, TryRecord } from '../../src/core/wire.ts'

/** A measurement as it crosses to the main process, figures made up. */
export function recordOf(overrides: Partial<MeasurementRecord> = {}): MeasurementRecord {
  return {
    name: 'research',
    clock: 'real',
    cpuMs: 0.42,
    cpuCounted: false,
    n: 300,
    iterations: (overrides.n ?? 300) * (overrides.batch ?? 1) + (overrides.errors ?? 0),
    errors: 0,
    errorRate: 0,
    throughput: 2.41,
    elapsedMs: 124_500,
    minMs: 98.2,
    meanMs: 415.4,
    maxMs: 811,
    stdDevMs: 120,
    percentilesMs: { p50: 412, p75: 500, p90: 600.1, p95: 640.4, p99: 702.6, p999: 811 },
    bins: [1, 4, 8, 2, 0, 1],
    histogramNs: null,
    load: { kind: 'closed', concurrency: 1 },
    dropped: 0,
    batch: 1,
    warmup: 10,
    stopping: 'fixed',
    waitShare: null,
    firstItem: null,
    notes: [],
    disturbed: false,
    seed: 1,
    calls: [],
    seen: null,
    llm: null,
    spans: null,
    checks: [],
    firstErrors: [],
    ...overrides,
  }
}

export function checkOf(overrides: Partial<CheckRecord> = {}): CheckRecord {
  return {
    statistic: 'p95',
    bound: 'below',
    unit: 'ms',
    limit: 1500,
    received: 640.4,
    outcome: 'pass',
    negated: false,
    source: 'matcher',
    ...overrides,
  }
}

export function tryOf(
  measurements: readonly MeasurementRecord[],
  overrides: Partial<TryRecord> = {},
): TryRecord {
  return { retry: 0, repeat: 0, measurements, ...overrides }
}

export function testOf(name: string, ...tries: readonly TryRecord[]): TestEntry {
  return { name, state: 'passed', tries }
}

export function fileOf(tests: readonly TestEntry[], overrides: Partial<FileReport> = {}): FileReport {
  return { project: '', file: 'test/research.test.ts', tests, ...overrides }
}

export function reportOf(
  files: readonly FileReport[],
  summary: Report['summary'],
  notes: readonly string[] = [],
  benchmarks: readonly BenchFileReport[] = [],
): Report {
  return {
    schema: 'skillperf/report',
    version: 1,
    createdAt: '2026-01-02T03:04:05.678Z',
    environment: {
      node: '24.0.0',
      v8: '13',
      vitest: '5.1.1',
      skillperf: '0.1.0',
      platform: 'linux',
      arch: 'x64',
      cpu: 'made up',
      cores: 2,
      ci: false,
    },
    files,
    benchmarks,
    summary,
    notes,
  }
}
