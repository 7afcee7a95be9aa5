import type { ClockKind } from '../time/clock.ts'
import type { Operation } from './operation.ts'
import type { Spans } from './spans.ts'

/** Where the time of a measurement, or of a profiled skill, went. Durations are ms of {@link clock}. */
export interface ProfileReport {
  readonly name: string
  readonly clock: ClockKind
  readonly iterations: number
  readonly operations: readonly Operation[]
  readonly notes: readonly string[]
}

export function profileReport(
  spans: Spans,
  { name, clock }: { readonly name: string; readonly clock: ClockKind },
): ProfileReport {
  return { name, clock, iterations: spans.iterations, operations: spans.operations, notes: spans.notes }
}
