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
  /** Limits that were kept only in a later try. */
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
    iterations: measurements.reduce((sum, one) => sum + one.n * one.batch + one.errors, 0),
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

/** A limit that was broken in one try of a test, and kept in a later one. */
export interface FlakyCheck {
  readonly measurement: string
  /** `p95`, `mean`, … */
  readonly statistic: string
  /** The retry that kept it. */
  readonly retry: number
}

/** Limits that passed only because their test was tried again: of a test without `retry` there are none. */
export function flakyChecks(test: TestEntry): FlakyCheck[] {
  if (test.state !== 'passed') return []
  return finalTries(test).flatMap(({ repeat, retry, measurements }) => {
    const earlier = test.tries.filter((one) => one.repeat === repeat && one.retry < retry)
    return measurements.flatMap(({ name, checks }) => {
      const broken = earlier
        .flatMap((one) => one.measurements)
        .filter((one) => one.name === name)
        .flatMap((one) => one.checks.filter((check) => check.outcome === 'fail'))
        .map((check) => check.statistic)
      const kept = checks.filter((check) => check.outcome !== 'fail' && broken.includes(check.statistic))
      return [...new Set(kept.map((check) => check.statistic))].map((statistic) => ({
        measurement: name,
        statistic,
        retry,
      }))
    })
  })
}
