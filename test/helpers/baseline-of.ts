import type { Accepted, Baseline, BaselineEntry, RealEntry } from '../../src/core/baseline/baseline.ts'
import type { ExactEntry } from '../../src/core/baseline/exact-entry.ts'

/** An exact entry, figures made up. */
export function exactOf(overrides: Partial<Accepted<ExactEntry>> = {}): Accepted<ExactEntry> {
  return {
    iterations: 1_000,
    errors: 0,
    counts: [
      ['calls llm', 1_000],
      ['calls web_search', 2_000],
    ],
    draws: [
      ['llm', '9f3c2a51'],
      ['web_search', 'aa01bb7c'],
    ],
    times: {
      n: 1_000,
      minMs: 801.2,
      meanMs: 900.123,
      p50Ms: 899,
      p75Ms: 950.1,
      p90Ms: 1_000,
      p95Ms: 1_100,
      p99Ms: 1_200,
      maxMs: 1_500.5,
      histogramNs: 'HISTFAAAAB42pNpmSzMwMDAxAABzFCaEUzOmNZgfwAi8Z8pMwMDADdYAwM=',
    },
    ...overrides,
  }
}

/** What a machine took, figures made up. */
export function realOf(
  floorNs: number = 48_123,
  overrides: Partial<Accepted<RealEntry>> = {},
): Accepted<RealEntry> {
  return {
    rows: [0, 1, 2].map((more) => ({
      floorNs: floorNs + more,
      q05Ns: floorNs + 700,
      ref05Ns: 45_012.5,
      n: 2_400,
      busyShare: 0.98,
    })),
    quantilesNs: [floorNs, floorNs + 500, floorNs + 9_000],
    ...overrides,
  }
}

export const MACHINE = 'AMD EPYC 7B13, x64, Node 24, V8 13.6, reference 1'

/** An entry of seed 1, without real times. */
export function entryOf(test: string, overrides: Partial<BaselineEntry> = {}): BaselineEntry {
  return {
    project: '',
    file: 'test/research.test.ts',
    test,
    measurement: 'research',
    exact: new Map([[1, exactOf()]]),
    real: new Map(),
    ...overrides,
  }
}

export function baselineOf(...entries: readonly BaselineEntry[]): Baseline {
  return { entries }
}
