import type { TestModule, Vitest } from 'vitest/node'
import type { BaselineReport } from '../src/core/baseline/baseline-report.ts'
import { REPORT_VERSION, summarize } from '../src/core/report.ts'
import type { Report } from '../src/core/report.ts'
import type { SlaOption } from '../src/core/sla.ts'
import { collectBenchmarks } from '../src/main/collect-benchmarks.ts'
import type { Collected } from '../src/main/collect.ts'
import { readEnvironment } from '../src/main/environment.ts'
import { noteIsolation } from '../src/main/isolation-notes.ts'
import type { Overlap } from '../src/main/overlap.ts'
import { noteUnmatchedNames } from '../src/main/unmatched-names.ts'
import { noteBaseline } from './baseline-notes.ts'

/** What a run has left, to be told. */
export interface ReportedRun {
  readonly vitest: Vitest
  /** The test files that are told of. */
  readonly modules: readonly TestModule[]
  /** What they have measured. */
  readonly collected: Collected
  readonly baselines: readonly BaselineReport[]
  readonly overlap: Overlap
  /** Globs of the files that were to run alone. */
  readonly isolate: readonly string[]
  /** Limits of every project. */
  readonly slas: readonly (SlaOption | undefined)[]
  /** What was noted before the tests ran. */
  readonly before: readonly string[]
  /** What was noted after all else. */
  readonly after: readonly string[]
}

/** Puts together all that is printed and written of a run. */
export function assembleReport({
  vitest,
  modules,
  collected: { files, notes },
  baselines,
  overlap,
  isolate,
  slas,
  before,
  after,
}: ReportedRun): Report {
  const benchmarks = collectBenchmarks(vitest, modules)
  return {
    schema: 'skillperf/report',
    version: REPORT_VERSION,
    createdAt: new Date().toISOString(),
    environment: readEnvironment(vitest.version),
    files,
    benchmarks: benchmarks.files,
    summary: summarize(files),
    ...(baselines.length > 0 && { baselines }),
    notes: [
      ...before,
      ...notes,
      ...benchmarks.notes,
      ...noteUnmatchedNames(vitest, slas, modules),
      ...noteIsolation({ vitest, modules, overlap, globs: isolate }),
      ...baselines.flatMap(noteBaseline),
      ...after,
    ],
  }
}
