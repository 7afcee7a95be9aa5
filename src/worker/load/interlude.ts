/** Something that a loop does between its iterations, as no part of them. */
export interface Interlude {
  /** Does it once, at once. */
  run(): void
  /** It has been done often enough: a loop that may run longer need not do so for its sake. */
  readonly enough: boolean
}

/** Iterations take so long together before it is done again, in ms. */
export const SLICE_MS = 1

/** Says when an interlude is due: after a slice of iterations. */
export class Interludes {
  readonly #interlude: Interlude
  #sliceMs = 0

  constructor(interlude: Interlude) {
    this.#interlude = interlude
  }

  get enough(): boolean {
    return this.#interlude.enough
  }

  /** An iteration has ended, and none is running. @param ms what it took */
  after(ms: number): void {
    this.#sliceMs += ms
    if (this.#sliceMs < SLICE_MS) return
    this.#sliceMs = 0
    this.#interlude.run()
  }
}
