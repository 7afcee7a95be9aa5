/** An iteration that threw, as far as it is kept. */
export interface IterationError {
  /** The iteration's number, from 0. */
  readonly iteration: number
  /** What was thrown, untouched. */
  readonly error: unknown
}
