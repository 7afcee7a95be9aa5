/** An iteration that threw, as far as it is kept. */
export interface IterationError {
  /** The iteration's number, from 0. */
  readonly iteration: number
  /** What was thrown, untouched. */
  readonly error: unknown
}

/** Calls to one mocked tool, failed attempts included. */
export interface CallCount {
  /** Calls in the whole measurement, warm-up left out. */
  readonly total: number
  /** Calls in one iteration. */
  readonly perIteration: { readonly min: number; readonly mean: number; readonly max: number }
  /** The most calls of this tool that one iteration had in flight at once. */
  readonly atOnce: number
  /** Mean milliseconds from request to response, of the calls that ended within their iteration; 0 without any. */
  readonly meanMs: number
}
