import { arrivalTimes } from '../../core/time/arrivals.ts'
import type { ArrivalKind, Stage } from '../../core/load.ts'
import { randomStream } from '../../core/time/random.ts'
import { LazyContext } from './iteration-context.ts'
import { DONE } from './iteration-runner.ts'
import { Loop } from './loop.ts'
import type { LoopLimits } from './loop.ts'
import { Slot } from './slot.ts'
import type { Work } from './work.ts'

/** Arrivals are due at whole microseconds: the virtual clock knows no others. */
const US_PER_MS = 1_000

/** How iterations arrive. */
export interface Arrivals {
  /** Arrivals per second, or stages whose targets are. */
  readonly of: { readonly rate: number } | { readonly stages: readonly Stage[] }
  readonly kind: ArrivalKind
  readonly maxInFlight: number
}

/**
 * An open loop: iterations arrive at times of their own, whether or not others
 * are still running. Latency counts from the intended arrival, so that a stall
 * is charged to everyone who waits behind it (no coordinated omission).
 */
export class OpenLoop extends Loop {
  protected readonly slots: Set<Slot> = new Set()
  readonly #arrivals: Arrivals
  readonly #free: Slot[] = []
  readonly #running = new Set<Promise<void>>()
  #failure: { readonly error: unknown } | undefined

  constructor(work: Work, limits: LoopLimits, arrivals: Arrivals, now?: () => number) {
    super(work, limits, now)
    this.#arrivals = arrivals
  }

  protected async drive(): Promise<void> {
    const { of, kind, maxInFlight } = this.#arrivals
    const { seed } = this.work
    this.recorder.begin(this.startedMs)
    for (const arrivalMs of arrivalTimes(of, kind, randomStream(seed, 'arrivals'))) {
      const dueMs = this.startedMs + Math.round(arrivalMs * US_PER_MS) / US_PER_MS
      if (!this.mayComeAt(dueMs)) break
      await this.#waitUntil(dueMs)
      // By the time of the arrival, not of the clock: behind a stall they all still come.
      if (!this.mayStart(dueMs)) break
      if (this.#running.size >= maxInFlight) this.#turnAway()
      else this.#arrive(dueMs)
    }
    await Promise.all(this.#running)
    this.recorder.end(this.now())
    if (this.#failure !== undefined) throw this.#failure.error
  }

  async #waitUntil(dueMs: number): Promise<void> {
    if (this.turnIsDue(this.now())) await this.takeTurn()
    if (dueMs > this.now()) {
      await this.pace.until(
        () => dueMs - this.now(),
        () => this.stopped,
      )
    }
  }

  #turnAway(): void {
    this.recorder.drop()
    this.decide()
    this.check(this.now())
  }

  #arrive(dueMs: number): void {
    const slot = this.#free.pop() ?? new Slot()
    this.slots.add(slot)
    const { seed, signals } = this.work
    const context = new LazyContext(this.take(), seed, signals)
    const lateMs = Math.max(0, this.now() - dueMs)
    const running = this.#iterate(slot, context, lateMs)
      .catch((error: unknown) => {
        this.#failure ??= { error }
        this.stop()
      })
      .finally(() => {
        this.slots.delete(slot)
        this.#free.push(slot)
        this.#running.delete(running)
      })
    this.#running.add(running)
  }

  async #iterate(slot: Slot, context: LazyContext, lateMs: number): Promise<void> {
    const { beforeEach, afterEach, signals } = this.work
    if (beforeEach !== undefined) await this.runner.hook(beforeEach, context)
    const pending = this.runner.start(slot, context, lateMs)
    if (pending !== DONE) await this.runner.finish(slot, pending)
    if (afterEach !== undefined) await this.runner.hook(afterEach, context)
    signals.release(context.iteration)
    this.decide()
    this.check(this.now())
  }
}
