import type { ExactEntry, VirtualTimes } from '../../src/core/baseline/exact-entry.ts'
import type { Comparable } from '../../src/core/compare/comparable.ts'
import type { RealRow } from '../../src/core/compare/real-row.ts'

/** A measurement to compare: without anything to compare, unless it is given. */
export function comparableOf(overrides: Partial<Comparable> = {}): Comparable {
  return {
    project: '',
    file: 'src/research.test.ts',
    test: 'meets its SLA',
    measurement: 'research',
    exact: new Map(),
    real: new Map(),
    whole: true,
    ...overrides,
  }
}

export function exactOf(overrides: Partial<ExactEntry> = {}): ExactEntry {
  return { iterations: 100, errors: 0, counts: [], draws: [], times: null, ...overrides }
}

export function timesOf(overrides: Partial<VirtualTimes> = {}): VirtualTimes {
  return {
    n: 100,
    minMs: 100,
    meanMs: 400,
    p50Ms: 390,
    p75Ms: 500,
    p90Ms: 600,
    p95Ms: 640,
    p99Ms: 702,
    maxMs: 811,
    histogramNs: '',
    ...overrides,
  }
}

/** A process's row, in ms. */
export function rowOf(floorMs: number, overrides: Partial<RealRow> = {}): RealRow {
  return { floorNs: floorMs * 1e6, lowNs: floorMs * 1.05e6, low: 'q05', ref05Ns: 45_000, ...overrides }
}
