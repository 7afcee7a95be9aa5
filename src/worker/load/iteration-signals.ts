/**
 * An abort signal for each iteration that asks for one. One signal for all
 * would collect a listener from every fetch that takes it, and slow down with
 * each iteration.
 */
export class IterationSignals {
  readonly #open = new Map<number, AbortController>()
  #reason: Error | undefined

  /** The signal of an iteration that is running. */
  of(iteration: number): AbortSignal {
    const controller = this.#open.get(iteration) ?? new AbortController()
    this.#open.set(iteration, controller)
    if (this.#reason !== undefined) controller.abort(this.#reason)
    return controller.signal
  }

  /** The iteration has ended by itself: whoever still holds its signal is left alone. */
  release(iteration: number): void {
    // Most iterations ask for none.
    if (this.#open.size > 0) this.#open.delete(iteration)
  }

  /** Aborts one iteration, whether or not it has asked yet. */
  abortOne(iteration: number, reason: Error): void {
    const controller = this.#open.get(iteration) ?? new AbortController()
    this.#open.set(iteration, controller)
    controller.abort(reason)
  }

  /** Aborts what is running now, and what asks from now on. */
  abort(reason: Error): void {
    this.#reason = reason
    for (const controller of this.#open.values()) controller.abort(reason)
  }
}
