/** A stretch of time in which the event loop stood still, in ms. */
export interface Block {
  readonly ms: number
  /** When it began, from the start of the watch on. */
  readonly atMs: number
}

/** Finds the longest time between two looks at the clock. */
export class BlockWatch {
  readonly #startMs: number
  #lastMs: number
  #lastWaitedMs: number | undefined
  #longest: Block = { ms: 0, atMs: 0 }

  /** @param waitedMs how long the thread has waited for a processor so far; undefined where nobody knows */
  constructor(nowMs: number, waitedMs: number | undefined) {
    this.#startMs = nowMs
    this.#lastMs = nowMs
    this.#lastWaitedMs = waitedMs
  }

  /**
   * @param idleMs of the time since the last look, what is no block because nothing else was to be done
   */
  look(nowMs: number, waitedMs: number | undefined, idleMs: number): void {
    // Other processes had the processor: the code has blocked nothing meanwhile.
    const elsewhereMs =
      waitedMs === undefined || this.#lastWaitedMs === undefined ? 0 : waitedMs - this.#lastWaitedMs
    const ms = nowMs - this.#lastMs - elsewhereMs - idleMs
    if (ms > this.#longest.ms) this.#longest = { ms, atMs: this.#lastMs - this.#startMs }
    this.#lastMs = nowMs
    this.#lastWaitedMs = waitedMs
  }

  get longest(): Block {
    return this.#longest
  }
}
