import { CallLog } from '../../core/calls/call-log.ts'
import { hasAnnouncedMocks } from '../../core/calls/mocked-call.ts'
import { SkillperfError } from '../../core/errors.ts'
import { formatNumber } from '../../core/format.ts'
import type { MeasuredFunction } from '../../core/options/measure-options.ts'
import { scopes } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { consume, isStreaming, isThenable, sink } from './consume.ts'
import type { LazyContext } from './iteration-context.ts'
import { realPace } from './pace.ts'
import type { RunningSpans } from '../spans/iteration-spans.ts'
import type { Recorder } from './recorder.ts'
import type { Slot } from './slot.ts'
import type { Enclosure, Work } from './work.ts'

/** An iteration that is done: nothing of it is awaited. */
export const DONE: unique symbol = Symbol('done')

interface Own {
  readonly calls: CallLog
  readonly enclose: Enclosure | undefined
  readonly spans: RunningSpans | undefined
}

/**
 * Runs single iterations. Only the function itself is timed; hooks, scopes and
 * bookkeeping stay outside.
 */
export class IterationRunner {
  readonly #work: Work
  readonly #recorder: Recorder
  readonly #now: () => number
  /** What the iterations that run in a scope of their own have. */
  readonly #own = new Map<Slot, Own>()

  constructor(work: Work, recorder: Recorder, now: () => number) {
    this.#work = work
    this.#recorder = recorder
    this.#now = now
  }

  /**
   * Starts an iteration.
   *
   * @param lateMs how long ago it should have started, which counts
   * @returns what it left to wait for, or {@link DONE}
   */
  start(slot: Slot, context: LazyContext, lateMs: number = 0): unknown {
    slot.index = context.iteration
    let result: unknown
    try {
      if (!this.#isEnclosed()) {
        slot.startMs = this.#now() - lateMs
        result = this.#work.fn(context)
      } else {
        result = this.#startInScope(slot, context, lateMs)
      }
    } catch (error) {
      this.fail(slot, error)
      return DONE
    }
    // Before another look at the clock, which would be charged to what is awaited.
    if (isThenable(result)) {
      this.#recorder.enter(slot)
      return result
    }
    slot.endMs = this.#now()
    if (isStreaming(result)) {
      this.#recorder.enter(slot)
      return result
    }
    sink.item = result
    if (this.#isLate(slot)) {
      this.fail(slot, this.#timeout(slot.index))
      return DONE
    }
    this.#recorder.succeedAtOnce(slot)
    this.#close(slot, false)
    return DONE
  }

  /**
   * Runs several iterations between two looks at the clock: one sample, their mean.
   *
   * @returns {@link DONE}; or what one of them has left to wait for, which is then a sample of its own
   */
  startBatch(slot: Slot, contexts: readonly LazyContext[]): unknown {
    const { fn } = this.#work
    let nth = 0
    slot.startMs = this.#now()
    try {
      for (const context of contexts) {
        slot.index = context.iteration
        nth++
        const result = fn(context)
        if (isThenable(result) || isStreaming(result)) {
          this.#cutBatch(slot, nth)
          this.#recorder.enter(slot)
          return result
        }
        sink.item = result
      }
    } catch (error) {
      this.#cutBatch(slot, nth)
      this.fail(slot, error)
      return DONE
    }
    slot.endMs = this.#now()
    this.#recorder.succeedAsBatch(slot, nth)
    return DONE
  }

  /** Ends a batch before its nth iteration, which gets its share of the time; those before it are a sample. */
  #cutBatch(slot: Slot, nth: number): void {
    if (nth === 1) return
    const { startMs } = slot
    slot.endMs = startMs + ((this.#now() - startMs) * (nth - 1)) / nth
    this.#recorder.succeedAsBatch(slot, nth - 1)
    slot.startMs = slot.endMs
  }

  /** Waits for what an iteration has left, and records how it ended. */
  async finish(slot: Slot, pending: unknown): Promise<void> {
    const { timeoutMs } = this.#work
    try {
      const work = this.#await(slot, pending)
      this.succeed(slot, await (timeoutMs === undefined ? work : this.#within(timeoutMs, slot, work)))
    } catch (error) {
      this.fail(slot, error)
    }
  }

  /** Records that an iteration has succeeded, now. */
  succeed(slot: Slot, firstItemMs?: number): void {
    slot.endMs = this.#now()
    // It kept the event loop, so that its timer came too late.
    if (this.#isLate(slot)) return this.fail(slot, this.#timeout(slot.index))
    const [open] = this.#own.get(slot)?.calls.open ?? []
    if (open !== undefined) return this.fail(slot, stillOpen(open.name))
    this.#recorder.succeed(slot, firstItemMs)
    this.#close(slot, false)
  }

  /** Records that an iteration has failed, now. */
  fail(slot: Slot, error: unknown): void {
    slot.endMs = this.#now()
    this.#recorder.fail(slot, error)
    this.#close(slot, true)
  }

  /** What hooks call is not counted, and drawn from streams of their own. */
  async hook(hook: MeasuredFunction, context: LazyContext): Promise<void> {
    const { seed, test } = this.#work
    const calls = new CallLog()
    const iteration = { index: context.iteration, part: 'hook', seed, calls, session: this.#work } as const
    await scopes.run({ test, iteration }, hook, context)
  }

  /** @returns when the first item of a stream came */
  async #await(slot: Slot, pending: unknown): Promise<number | undefined> {
    const result = isThenable(pending) ? await pending : pending
    sink.item = result
    if (!isStreaming(result)) return undefined
    const { signals, timeoutMs } = this.#work
    const signal = timeoutMs === undefined ? undefined : signals.of(slot.index)
    const drain = (): Promise<number | undefined> => consume(result, signal, this.#now)
    // A generator's body runs when it is read: its calls are this iteration's, too.
    return this.#inScope(slot, drain)
  }

  async #within<T>(timeoutMs: number, slot: Slot, work: Promise<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>()
    const index = slot.index
    const { pace = realPace } = this.#work
    const cancel = pace.after(Math.max(0, timeoutMs - (this.#now() - slot.startMs)), () => {
      const reason = this.#timeout(index)
      this.#work.signals.abortOne(index, reason)
      reject(reason)
    })
    // Whoever loses the race has nobody to tell any more.
    work.catch(() => {})
    try {
      return await Promise.race([work, promise])
    } finally {
      cancel()
    }
  }

  #startInScope(slot: Slot, context: LazyContext, lateMs: number): unknown {
    this.#own.set(slot, {
      calls: new CallLog(),
      enclose: this.#work.enclosure?.(slot.index),
      spans: this.#work.spans?.of(slot),
    })
    return this.#inScope(slot, () => {
      slot.startMs = this.#now() - lateMs
      this.#own.get(slot)?.spans?.begun()
      return this.#work.fn(context)
    })
  }

  /** Without mocks in real time there is nothing to tell apart, and entering a scope takes time. */
  #isEnclosed(): boolean {
    const { test, enclosure, spans } = this.#work
    return (
      test.network !== undefined || enclosure !== undefined || hasAnnouncedMocks() || spans?.look() === true
    )
  }

  #inScope<T>(slot: Slot, fn: () => T): T {
    const own = this.#own.get(slot)
    if (own === undefined) return fn()
    const { test, seed } = this.#work
    const { calls, spans } = own
    const scope: Scope = {
      test,
      iteration: { index: slot.index, part: 'fn', seed, calls, session: this.#work, spans },
    }
    const inside = (): T => scopes.run(scope, fn)
    return own.enclose === undefined ? inside() : own.enclose(inside)
  }

  #isLate({ startMs, endMs }: Slot): boolean {
    const { timeoutMs } = this.#work
    return timeoutMs !== undefined && endMs - startMs >= timeoutMs
  }

  #timeout(index: number): SkillperfError {
    const limit = formatNumber(this.#work.timeoutMs ?? Number.NaN)
    return new SkillperfError(`iteration ${index} took longer than its \`iterationTimeout\` of ${limit} ms.`)
  }

  #close(slot: Slot, failed: boolean): void {
    // A hook after it gets the same signal.
    if (this.#work.afterEach === undefined) this.#work.signals.release(slot.index)
    this.#work.pace?.progress()
    if (this.#own.size === 0) return
    const own = this.#own.get(slot)
    if (own !== undefined) {
      this.#recorder.addCalls(slot.index, own.calls)
      own.spans?.close(failed)
    }
    this.#own.delete(slot)
  }
}

function stillOpen(name: string): SkillperfError {
  return new SkillperfError(
    `the iteration ended while the answer of "${name}" was still coming in, so that nobody knows how long it takes. ` +
      'Read it to its end, return it (a returned stream or Response is read), or cancel it.',
  )
}
