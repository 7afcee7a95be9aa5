import type { MeasuredFunction, ReadMeasureOptions } from '../../core/options/measure-options.ts'
import { shared } from '../process-state.ts'
import type { TestRun } from '../test-run.ts'

/** A measurement that is about to begin. */
export interface Part {
  readonly run: TestRun
  readonly name: string
  readonly fn: MeasuredFunction
  readonly options: ReadMeasureOptions
  /** For errors: `perf.measure "research"`. */
  readonly place: string
  /** An error whose stack leads to the user's call. */
  readonly at: Error
}

/** A measurement, and how to run in the async context of the test that it is in. */
export interface PlacedPart extends Part {
  readonly inContext: <T>(fn: () => T) => T
}

/** Where measurements of two versions meet, before each goes on by itself. */
export interface Stage {
  /** Resolves when the measurement may go on. */
  meet(part: Part): Promise<void>
}

/** Set while a file of duets runs, and by nobody else. */
export const stage: { current: Stage | undefined } = shared('duet', () => ({ current: undefined }))
