import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { BaselineRecord } from '../../src/core/baseline/baseline-record.ts'
import type { BaselineEntry, BaselineKey } from '../../src/core/baseline/baseline.ts'
import type { ExactEntry, ExactFigures, VirtualFigures } from '../../src/core/baseline/exact-entry.ts'
import { formatBaseline } from '../../src/core/baseline/format-baseline.ts'
import type { WorkerBaseline } from '../../src/core/options/baseline-options.ts'

/** Where `testRun()` has its measurement "research". */
const KEY: BaselineKey = { project: '', file: 'skill.test.ts', test: 'a test', measurement: 'research' }

/** What a test process knows of a baseline file that holds these entries, until the running test ends. */
export function workerBaseline(
  entries: readonly BaselineEntry[] | string,
  overrides: Partial<WorkerBaseline> = {},
): WorkerBaseline {
  const folder = mkdtempSync(join(tmpdir(), 'skillperf-baseline-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'skillperf.baseline.json')
  if (typeof entries === 'string') writeFileSync(path, entries)
  else if (entries.length > 0) writeFileSync(path, formatBaseline({ entries }))
  return {
    path,
    root: '/project',
    project: '',
    machine: 'made up',
    update: 'new',
    rewritesReal: false,
    enforce: false,
    minDetectableSlowdown: 0.1,
    tolerance: 0,
    recording: false,
    ...overrides,
  }
}

/** An entry with what is exact. */
export function exactEntryOf(
  figures: ExactFigures,
  { seed = 1, ...key }: Partial<BaselineKey> & { readonly seed?: number } = {},
): BaselineEntry {
  const { times } = figures
  const exact: ExactEntry = { ...figures, times: times === null ? null : { ...times, histogramNs: 'AAAA' } }
  return { ...KEY, ...key, exact: new Map([[seed, exact]]), real: new Map() }
}

/** Figures of a run: 100 iterations without any calls, each of 10 ms, unless the overrides say otherwise. */
export function figuresWith({
  times,
  ...overrides
}: Partial<Omit<ExactFigures, 'times'>> & {
  readonly times?: Partial<VirtualFigures> | null
} = {}): ExactFigures {
  const n = overrides.iterations ?? 100
  return {
    iterations: n,
    errors: 0,
    counts: [],
    draws: [],
    ...overrides,
    times: times === null ? null : { ...timesOf(n, 10), ...times },
  }
}

/** Times that are all the same. */
export function timesOf(n: number, ms: number): VirtualFigures {
  return {
    n,
    minMs: ms,
    meanMs: ms,
    p50Ms: ms,
    p75Ms: ms,
    p90Ms: ms,
    p95Ms: ms,
    p99Ms: ms,
    maxMs: ms,
  }
}

/** What a test process tells of a measurement that has come to these figures. */
export function exactRecordOf(
  figures: ExactFigures,
  found: Partial<BaselineRecord['found']> = {},
): BaselineRecord {
  const none = { result: 'none', changes: [] } as const
  const [exact] = exactEntryOf(figures).exact.values()
  return {
    exact: exact ?? null,
    row: null,
    quantilesNs: [],
    found: { exact: none, real: none, ...found },
    source: 'matcher',
  }
}
