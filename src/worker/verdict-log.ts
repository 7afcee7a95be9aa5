import { isView } from '../core/duration-view.ts'
import type { Judgement } from '../core/judgement.ts'
import type { Measurement } from '../core/measurement.ts'
import type { Timing } from '../core/timing.ts'
import type { Verdict } from '../core/verdict.ts'
import { LimitSuspicion } from './limit-suspicion.ts'
import { shared } from './process-state.ts'
import type { Check, MeasuredEntry, TestRun } from './test-run.ts'

/** A measurement, and the try of a test that made it. */
export interface Logged {
  readonly run: TestRun
  readonly entry: MeasuredEntry
}

const entries = shared('entries', () => new WeakMap<Timing, Logged>())

export function rememberEntry(run: TestRun, entry: MeasuredEntry): void {
  run.entries.push(entry)
  entries.set(entry.measurement, { run, entry })
}

/** Notes what a matcher has found, for the report. A measurement that no test made is judged all the same. */
export function recordCheck(timing: Timing, check: Check<Judgement>): void {
  find(timing)?.entry.checks.push(check)
}

/** The errors of this measurement's iterations were shown to the user: the end of the test need not. */
export function markErrorsShown(timing: Timing): void {
  const logged = find(timing)
  if (logged !== undefined) logged.entry.errorsShown = true
}

/** What to do with a verdict that the samples cannot decide. */
export function failsInconclusive(timing: Timing): boolean {
  return find(timing)?.run.options.inconclusive === 'fail'
}

/**
 * Leaves a breach on the real clock to the end of the test, where fresh
 * attempts tell whether it repeats.
 *
 * @param error the error that it then becomes
 * @returns false when nobody can run the test again: the breach stands
 */
export function suspect(timing: Timing, check: Check, error: (verdict: Verdict) => Error): boolean {
  const logged = find(timing)
  // What is no estimate would be repeated to the digit.
  if (timing.clock === 'virtual' || logged === undefined || logged.run.ended) return false
  const { run, entry } = logged
  if (run.options.attempts === undefined) return false
  run.suspicions.push(new LimitSuspicion(entry, check, error))
  return true
}

/** The view of a measurement that a timing is; undefined for the measurement itself. */
export function viewOf(timing: Timing): string | undefined {
  return isView(timing) ? timing.label : undefined
}

/** A measurement with its test; undefined where no test has made it. */
export function loggedEntry(measurement: Measurement): Logged | undefined {
  return find(measurement)
}

function find(timing: Timing): Logged | undefined {
  return entries.get(isView(timing) ? timing.of : timing)
}
