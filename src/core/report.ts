import type { BenchFileReport } from './bench-record.ts'
import type { TestReport } from './wire.ts'

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
}

export interface TestEntry extends Pick<TestReport, 'tries'> {
  /** Full name, suites separated by ` > `. */
  readonly name: string
  readonly state: 'passed' | 'failed' | 'skipped' | 'pending'
}

export interface Summary {
  readonly files: number
  readonly measurements: number
  readonly iterations: number
  readonly errors: number
  readonly checks: { readonly pass: number; readonly fail: number; readonly inconclusive: number }
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
    iterations: measurements.reduce((sum, one) => sum + one.n + one.errors, 0),
    errors: measurements.reduce((sum, one) => sum + one.errors, 0),
    checks,
  }
}

/** The last retry of each repetition. */
export function finalTries(test: TestEntry): TestEntry['tries'] {
  return test.tries.filter(
    (one) => !test.tries.some((other) => other.repeat === one.repeat && other.retry > one.retry),
  )
}
