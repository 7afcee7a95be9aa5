import type { ExactEntry } from './exact-entry.ts'
import type { ProcessRow } from './process-row.ts'

/**
 * What the code did when somebody last agreed with it: the file in the
 * repository, read. Plain data; `readBaseline` is its only way in, and
 * `formatBaseline` its only way out.
 */
export interface Baseline {
  /** In the order of {@link compareKeys}, each key once. */
  readonly entries: readonly BaselineEntry[]
}

export const BASELINE_VERSION = 1

export const EMPTY_BASELINE: Baseline = { entries: [] }

/** Which measurement an entry is of. */
export interface BaselineKey {
  /** Empty for the root project; a perf project that was injected counts as the one that it came from. */
  readonly project: string
  /** The test file, relative to the root, with forward slashes. */
  readonly file: string
  /** Full name, suites separated by ` > `; with ` #2` and so on behind where a file has several of the name. */
  readonly test: string
  readonly measurement: string
}

/** All that the file knows of one measurement; at least one of both is not empty. */
export interface BaselineEntry extends BaselineKey {
  /** By the seed: what each run of the same code repeats. */
  readonly exact: ReadonlyMap<number, Accepted<ExactEntry>>
  /** By the machine, as `machineName` calls it. */
  readonly real: ReadonlyMap<string, Accepted<RealEntry>>
}

/** With what was said when it replaced a better one. */
export type Accepted<T> = T & { readonly accepted?: Acceptance | undefined }

/** What one machine took. */
export interface RealEntry {
  /** One a process, {@link RECORDED_PROCESSES} of them. */
  readonly rows: readonly ProcessRow[]
  /** For charts: {@link CHART_QUANTILES} quantiles of the samples of all processes, from 0 to 1 in equal steps, in ns. */
  readonly quantilesNs: readonly number[]
}

/** Processes that a real entry is recorded in. */
export const RECORDED_PROCESSES = 5
/** So many are recorded where the machine is busy, and the calmest kept. */
export const MOST_RECORDED = 10
export const CHART_QUANTILES = 41

/** Somebody took a result that was worse than before. */
export interface Acceptance {
  /** Why, from `SKILLPERF_REASON`; null until somebody says. */
  readonly reason: string | null
  /** The commit that was checked out; null outside of a repository. */
  readonly commit: string | null
  /** What became worse, a phrase each: `p95 1 904 → 2 310 ms`. */
  readonly worse: readonly string[]
}

/** Orders keys as the file does: by code units, from the project down to the measurement. */
export function compareKeys(a: BaselineKey, b: BaselineKey): number {
  for (const part of ['project', 'file', 'test', 'measurement'] as const) {
    if (a[part] !== b[part]) return a[part] < b[part] ? -1 : 1
  }
  return 0
}
