import type { AttemptRequest } from '../attempts.ts'

/** What a process that records real times is asked to run: some tests of one file. */
export interface RecordingRequest extends Omit<AttemptRequest, 'names'> {
  /** Full names, suites separated by ` > `. */
  readonly tests: readonly string[]
}

/** What it answers. */
export type RecordingAnswer =
  | { readonly kind: 'tests'; readonly tests: readonly RanTest[] }
  | { readonly kind: 'failure'; readonly reason: string }

/** A test that it has run, and what was left in its meta. */
export interface RanTest {
  /** Full name. */
  readonly name: string
  readonly report: unknown
}
