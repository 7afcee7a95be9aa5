import type { BaselineReport } from './baseline/baseline-report.ts'
import type { BenchFileReport } from './bench-record.ts'
import type { ModuleLoad } from './module-load.ts'
import type { CheckRecord, TestReport } from './wire.ts'

export const REPORT_VERSION = 1

/** Everything printed or written about a run: plain JSON, the same for every renderer. */
export interface Report {
  readonly schema: 'skillperf/report'
  readonly version: typeof REPORT_VERSION
  /** ISO 8601. */
  readonly createdAt: string
  readonly environment: Environment
  readonly files: readonly FileReport[]
  /** Files with benchmarks, of Vitest's own `bench`. */
  readonly benchmarks: readonly BenchFileReport[]
  readonly summary: Summary
  /** What became of the baselines; left out where nothing was compared. */
  readonly baselines?: readonly BaselineReport[]
  /** What the reader should know: skipped projects, data that could not be read. */
  readonly notes: readonly string[]
}

/** The machine and the versions that the figures belong to. */
export interface Environment {
  readonly node: string
  readonly v8: string
  readonly vitest: string
  readonly skillperf: string
  readonly platform: string
  readonly arch: string
  readonly cpu: string
  readonly cores: number
  readonly ci: boolean
}

/** A test file with measurements. */
export interface FileReport {
  /** Empty for the root project. */
  readonly project: string
  /** Relative to the root, with forward slashes. */
  readonly file: string
  readonly tests: readonly TestEntry[]
  /** How long its modules took to load, slowest first; left out where nobody knows. */
  readonly loads?: readonly ModuleLoad[]
}

export interface TestEntry extends Pick<TestReport, 'tries'> {
  /** Full name, suites separated by ` > `. */
  readonly name: string
  /** Its place among tests of its file with the same name, from 0 up; left out for the first. */
  readonly nth?: number | undefined
  readonly state: 'passed' | 'failed' | 'skipped' | 'pending'
}

export interface Summary {
  readonly files: number
  readonly measurements: number
  readonly iterations: number
  readonly errors: number
  readonly checks: { readonly pass: number; readonly fail: number; readonly inconclusive: number }
  /** Limits that were broken at first, and not when their test was tried again. */
  readonly flaky: number
}

/** Counts the final tries only: an earlier try of a retried test decided nothing. */
export function summarize(files: readonly FileReport[]): Summary {
  const tests = files.flatMap((file) => file.tests)
  const measurements = tests.flatMap((test) => finalTries(test).flatMap((one) => one.measurements))
  const checks = { pass: 0, fail: 0, inconclusive: 0 }
  for (const check of measurements.flatMap((one) => one.checks)) checks[check.outcome]++
  return {
    files: files.length,
    measurements: measurements.length,
    iterations: measurements.reduce((sum, one) => sum + one.iterations, 0),
    errors: measurements.reduce((sum, one) => sum + one.errors, 0),
    checks,
    flaky: tests.reduce((sum, test) => sum + flakyChecks(test).length, 0),
  }
}

/** The last retry of each repetition. */
export function finalTries(test: TestEntry): TestEntry['tries'] {
  return test.tries.filter(
    (one) => !test.tries.some((other) => other.repeat === one.repeat && other.retry > one.retry),
  )
}

/** A limit that was broken in one try of a test, and not in the last. */
export interface FlakyCheck {
  readonly measurement: string
  /** Which view of the measurement; undefined for itself. */
  readonly view: string | undefined
  /** `p95`, `mean`, … */
  readonly statistic: string
  /** The retry that did not break it. */
  readonly retry: number
}

/** Limits whose test passed only because it was tried again: without `retry` there are none. */
export function flakyChecks(test: TestEntry): FlakyCheck[] {
  if (test.state !== 'passed') return []
  return finalTries(test).flatMap(({ repeat, retry, measurements }) => {
    const broken = test.tries
      .filter((one) => one.repeat === repeat && one.retry < retry)
      .flatMap((one) => one.measurements)
      .flatMap(({ name, checks }) => checks.filter(isBroken).map((check) => keyOf(name, check)))
    const flaky = measurements.flatMap(({ name, checks }) =>
      checks
        .filter((check) => !isBroken(check) && broken.includes(keyOf(name, check)))
        .map(({ statistic, view }) => ({ measurement: name, view, statistic, retry })),
    )
    return flaky.filter(
      (one, i) =>
        flaky.findIndex((other) => keyOf(other.measurement, other) === keyOf(one.measurement, one)) === i,
    )
  })
}

function isBroken(check: CheckRecord): boolean {
  return check.outcome === 'fail'
}

function keyOf(measurement: string, { statistic, view }: Pick<CheckRecord, 'statistic' | 'view'>): string {
  return JSON.stringify([measurement, view, statistic])
}
