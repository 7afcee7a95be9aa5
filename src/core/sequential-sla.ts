import type { Watch } from './judging/rule.ts'
import type { Limit } from './sla.ts'

/** The limits of a measurement while it is running: whether more samples would still tell something. */
export class SequentialSla {
  readonly #watches: readonly Watch[]

  constructor(limits: readonly Limit[]) {
    this.#watches = limits.flatMap(({ statistic, limit }) => statistic.rule.watch?.(limit) ?? [])
  }

  /** Whether the samples can decide any of the limits before the end. */
  get decidable(): boolean {
    return this.#watches.some((watch) => watch.decidable)
  }

  /** @param ms duration of an iteration that succeeded */
  sample(ms: number): void {
    for (const watch of this.#watches) watch.sample(ms)
  }

  /** An iteration has failed. */
  error(): void {
    for (const watch of this.#watches) watch.error()
  }

  /** An arrival was turned away. */
  dropped(): void {
    for (const watch of this.#watches) watch.dropped()
  }

  /** Every limit that can be decided is. */
  get decided(): boolean {
    return this.decidable && this.#watches.every((watch) => !watch.decidable || watch.state !== 'open')
  }

  /** At least one limit is decided against the measurement: no further sample would save it. */
  get hopeless(): boolean {
    return this.#watches.some((watch) => watch.state === 'fail')
  }

  /** What has been decided is plain: no spell of slow or fast samples in a row can have brought it about. */
  get clear(): boolean {
    return this.#watches.every((watch) => watch.state === 'open' || watch.clear)
  }

  /** What all of them say so far; null when the samples can decide none. */
  get state(): 'open' | 'pass' | 'fail' | null {
    if (this.hopeless) return 'fail'
    return this.decidable ? (this.decided ? 'pass' : 'open') : null
  }
}
