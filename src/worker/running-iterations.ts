/** Which iterations are running, and for how long any has been. Times are ms of one clock. */
export class RunningIterations {
  readonly #since = new Map<number, number>()
  /** Since when there have been any, and which was the first. */
  #busy = { sinceMs: 0, by: 0 }
  #elapsedMs = 0

  /** The time during which at least one iteration was running. */
  get elapsedMs(): number {
    return this.#elapsedMs
  }

  enter(index: number, nowMs: number): void {
    if (this.#since.size === 0) this.#busy = { sinceMs: nowMs, by: index }
    this.#since.set(index, nowMs)
  }

  /** @param startMs when the measured function itself began */
  leave(index: number, startMs: number, nowMs: number): void {
    this.#since.delete(index)
    if (this.#since.size > 0) return
    // An iteration that was alone: our own work before it began is not its time.
    this.#elapsedMs += nowMs - (this.#busy.by === index ? startMs : this.#busy.sinceMs)
  }

  /** The iteration that has been running longest, and for how long. */
  oldest(nowMs: number): { readonly index: number; readonly ms: number } | undefined {
    const [oldest] = [...this.#since].toSorted((a, b) => a[1] - b[1])
    return oldest && { index: oldest[0], ms: nowMs - oldest[1] }
  }
}
