/** Which clock a measurement ran on. Printed beside every figure, so that kinds are never compared. */
export type ClockKind = 'real' | 'virtual'

/** The time that measured code waits on. Whatever waits or measures takes one as an argument. */
export interface Clock {
  readonly kind: ClockKind
  /** Milliseconds since an arbitrary origin; never goes backwards. */
  now(): number
  /**
   * Resolves `ms` milliseconds later.
   *
   * @throws the signal's reason as soon as the signal is aborted
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}
