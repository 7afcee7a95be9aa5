import { requireName } from '../../core/known-name.ts'
import { SkillperfError } from '../../core/errors.ts'
import { formatProfile } from '../../core/trace/format-profile.ts'
import { profileReport } from '../../core/trace/profile-report.ts'
import type { ProfileReport } from '../../core/trace/profile-report.ts'
import { wantsColors } from '../../core/wants-colors.ts'
import type { TestRun } from '../test-run.ts'

/**
 * Where the time of a measurement went; without any, that of the test's loose
 * spans.
 *
 * @param name of one of the test's measurements; default: the last
 * @param place of the call, for errors
 * @throws SkillperfError for a name that no measurement of the test has, and where nothing was recorded
 */
export function profileOf(run: TestRun, name: unknown, place: string): ProfileReport {
  const measurements = run.entries.map(({ measurement }) => measurement)
  if (name !== undefined) {
    requireName(
      name,
      measurements.map((measurement) => measurement.name),
      'measurement',
      place,
    )
  }
  const measurement =
    name === undefined ? measurements.at(-1) : measurements.find((other) => other.name === name)
  if (measurement !== undefined) return profileReport(measurement.spans, measurement)
  if (run.looseSpans !== undefined) return run.looseSpans.report()
  throw new SkillperfError(
    `${place}: nothing was recorded yet. Await perf.measure(…) before, or open spans with perf.span(name, fn).`,
  )
}

/** Prints {@link profileOf}, in colours where the terminal of the test runner has them. */
export function printProfile(run: TestRun, name: unknown, place: string): void {
  const { env, stdout } = process
  // Test processes write to a pipe; Vitest tells them whether a terminal is at its end.
  const isTerminal = env['FORCE_TTY'] === undefined ? stdout.isTTY : env['FORCE_TTY'] === 'true'
  const report = profileOf(run, name, place)
  const columns = run.options.columns ?? stdout.columns
  console.log(formatProfile(report, { color: wantsColors(env, isTerminal), columns }))
}
