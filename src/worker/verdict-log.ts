import type { Measurement } from '../core/measurement.ts'
import { shared } from './shared.ts'
import type { Check, MeasuredEntry, TestRun } from './test-run.ts'

const entries = shared('entries', () => new WeakMap<Measurement, MeasuredEntry>())

export function rememberEntry(run: TestRun, entry: MeasuredEntry): void {
  run.entries.push(entry)
  entries.set(entry.measurement, entry)
}

/** Notes what a matcher has found, for the report. A measurement that no test made is judged all the same. */
export function recordCheck(run: Measurement, check: Check): void {
  entries.get(run)?.checks.push(check)
}

/** The errors of this measurement's iterations were shown to the user: the end of the test need not. */
export function markErrorsShown(run: Measurement): void {
  const entry = entries.get(run)
  if (entry !== undefined) entry.errorsShown = true
}
