/** What is being measured, and how to end it. */
export interface RunningMeasurement {
  readonly name: string
  /** An error whose stack leads to the user's call. */
  readonly place: Error
  stop(reason: Error): void
}

/** A matcher that runs a function: `await expect(fn).toNotLeakMemory()`. */
export interface RunningMatcher {
  readonly name: string
  /** An error whose stack leads to the user's line. */
  readonly place: Error
}
