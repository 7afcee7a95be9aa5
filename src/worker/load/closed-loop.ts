import type { Stage } from '../../core/load.ts'
import { targetAt } from '../../core/time/arrivals.ts'
import { isStreaming, isThenable, sink } from './consume.ts'
import { LazyContext } from './iteration-context.ts'
import { DONE } from './iteration-runner.ts'
import { Loop } from './loop.ts'
import type { LoopLimits } from './loop.ts'
import { Slot } from './slot.ts'
import type { Work } from './work.ts'

/** How often stages look whether another lane is due. */
const SUPERVISE_EVERY_MS = 10
/** Lanes before the first stage. */
const FIRST_LANES = 1

/** How many lanes: always as many, or in stages. */
export type Lanes = { readonly concurrency: number } | { readonly stages: readonly Stage[] }

/**
 * A closed loop: lanes, each of which starts its next iteration when the one
 * before is done.
 */
export class ClosedLoop extends Loop {
  protected readonly slots: Slot[] = []
  readonly #lanes: Lanes
  #batch: number

  constructor(work: Work, limits: LoopLimits, lanes: Lanes, now?: () => number) {
    super(work, limits, now)
    this.#lanes = lanes
    this.#batch = limits.batch ?? 1
  }

  protected async drive(): Promise<void> {
    const running = new Set<Promise<void>>()
    // A lane that fails ends the loop at once: others may wait for a signal that its caller sends only then.
    const failed = Promise.withResolvers<never>()
    failed.promise.catch(() => this.stop())
    const unlessFailed = (work: Promise<unknown>): Promise<unknown> => Promise.race([work, failed.promise])
    do {
      while (this.slots.filter((slot) => slot.open).length < this.#wanted() && this.mayStart(this.now())) {
        const lane = this.#openLane().finally(() => running.delete(lane))
        running.add(lane)
        lane.catch(failed.reject)
        if (this.turnIsDue(this.now())) await unlessFailed(this.takeTurn())
      }
      if ('stages' in this.#lanes) {
        await Promise.race([...running, failed.promise, this.pace.pause(SUPERVISE_EVERY_MS)])
      } else await unlessFailed(Promise.all(running))
    } while (this.mayStart(this.now()))
    await unlessFailed(Promise.all(running))
  }

  /** Lanes that should be running now. */
  #wanted(): number {
    if ('concurrency' in this.#lanes) return this.#lanes.concurrency
    const target = targetAt(this.#lanes.stages, FIRST_LANES, this.now() - this.startedMs)
    return target === undefined ? 0 : Math.max(1, Math.round(target))
  }

  async #openLane(): Promise<void> {
    const slot = this.slots.find((other) => !other.open) ?? new Slot()
    const number = this.slots.includes(slot) ? this.slots.indexOf(slot) : this.slots.push(slot) - 1
    slot.open = true
    const { beforeEach, afterEach } = this.work
    const iterate =
      beforeEach === undefined && afterEach === undefined
        ? () => this.#runBare(slot)
        : () => this.#runWithHooks(slot)
    try {
      while (this.mayStart(this.now()) && number < this.#wanted()) {
        if (this.turnIsDue(this.now())) {
          await this.takeTurn()
          if (!this.mayStart(this.now())) break
        }
        await iterate()
      }
    } finally {
      slot.open = false
    }
  }

  /** Iterations one after another, as long as nobody else needs a turn. */
  async #runBare(slot: Slot): Promise<void> {
    do {
      let pending = this.#runAtOnce(slot)
      if (pending === DONE) return
      if (this.work.timeoutMs !== undefined || !isThenable(pending)) {
        await this.runner.finish(slot, pending)
      } else {
        // Not by a function of its own, which would cost each iteration more turns of the microtasks.
        try {
          pending = await pending
          sink.item = pending
          if (isStreaming(pending)) await this.runner.finish(slot, pending)
          else this.runner.succeed(slot)
        } catch (error) {
          this.runner.fail(slot, error)
        }
      }
      this.#end(slot)
      this.check(slot.endMs)
    } while (slot.endMs < this.turnDueMs && this.mayStart(slot.endMs))
  }

  /**
   * Runs iterations that leave nothing to wait for, until one does or others
   * need a turn.
   *
   * @returns what the last one has left
   */
  #runAtOnce(slot: Slot): unknown {
    const { seed, signals } = this.work
    do {
      const pending =
        this.#batch > 1
          ? this.#runBatch(slot)
          : this.runner.start(slot, new LazyContext(this.take(), seed, signals))
      if (pending !== DONE) return pending
      this.#end(slot)
    } while (slot.endMs < this.turnDueMs && this.mayStart(slot.endMs))
    this.check(slot.endMs)
    return DONE
  }

  #runBatch(slot: Slot): unknown {
    const { seed, signals } = this.work
    const first = this.take(this.#batch)
    const contexts = Array.from(
      { length: this.#batch },
      (_, nth) => new LazyContext(first + nth, seed, signals),
    )
    const pending = this.runner.startBatch(slot, contexts)
    // It is not as fast as it seemed: from here on one by one.
    if (pending !== DONE || this.recorder.failed > 0) this.#batch = 1
    return pending
  }

  async #runWithHooks(slot: Slot): Promise<void> {
    const { beforeEach, afterEach, seed, signals } = this.work
    const context = new LazyContext(this.take(), seed, signals)
    if (beforeEach !== undefined) await this.runner.hook(beforeEach, context)
    const pending = this.runner.start(slot, context)
    if (pending !== DONE) await this.runner.finish(slot, pending)
    if (afterEach !== undefined) await this.runner.hook(afterEach, context)
    signals.release(context.iteration)
    this.#end(slot)
    this.check(this.now())
  }

  #end({ startMs, endMs }: Slot): void {
    this.decide()
    this.interludes?.after(endMs - startMs)
  }
}
