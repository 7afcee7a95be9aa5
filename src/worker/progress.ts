/** Told how far a measurement has come. */
export interface Progress {
  /** Somebody is looking, so that verdicts so far are worth keeping. */
  readonly wanted: boolean
  tell(state: { readonly done: number; readonly elapsedMs: number }): void
  end(): void
}

export const noProgress: Progress = { wanted: false, tell: () => {}, end: () => {} }
