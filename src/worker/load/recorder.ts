import type { SequentialSla } from '../../core/sequential-sla.ts'
import type { CallLog } from '../../core/calls/call-log.ts'
import { SeenBuilder } from '../../core/calls/seen-builder.ts'
import type { Seen } from '../../core/calls/seen.ts'
import type { ReadCallSlo } from '../../core/calls/slo.ts'
import type { IterationError } from '../../core/iteration.ts'
import { leastSamples } from '../../core/percentile.ts'
import { quantile } from '../../core/stats/quantile.ts'
import { moments } from '../../core/stats/moments.ts'
import { SampleBuffer } from './sample-buffer.ts'
import type { Slot } from './slot.ts'

const NS_PER_MS = 1e6
const ERRORS_KEPT = 5
/** Enough for a figure that is shown while others come in; sorting more would take time from them. */
const LATEST = 5_000

/** What came out of a loop. */
export interface LoopResult {
  readonly samplesNs: Float64Array
  readonly failedNs: Float64Array
  readonly firstItemNs: Float64Array
  readonly firstErrors: readonly IterationError[]
  readonly elapsedNs: number
  readonly busyNs: Float64Array | undefined
  readonly dropped: number
  /** At least one iteration left something to wait for. */
  readonly waited: boolean
  /** Iterations in each sample. */
  readonly batch: number
  /** Iterations that have succeeded. */
  readonly successes: number
  readonly seen: Seen
}

/** Looks at each duration as it comes, in ns. */
export type Observer = (ns: number) => void

/**
 * Collects what a loop's iterations come to. Times are ms of the loop's clock.
 * Called for every iteration, so that it does next to nothing.
 */
export class Recorder {
  readonly #samples: SampleBuffer
  readonly #busy: SampleBuffer
  readonly #failed = new SampleBuffer(16)
  readonly #firstItems = new SampleBuffer(16)
  readonly #firstErrors: IterationError[] = []
  readonly #seen: SeenBuilder
  readonly #sla: SequentialSla | undefined
  readonly #observe: Observer | undefined
  #inFlight = 0
  #busySinceMs = 0
  #busyUntilMs = -Infinity
  #batchedMs = 0
  #elapsedMs = 0
  #dropped = 0
  #overlapped = false
  #waited = false
  #batch = 1
  #successes = 0
  #closed = false
  fastestMs: number = Infinity

  constructor(
    capacity: number,
    sla: SequentialSla | undefined,
    observe: Observer | undefined,
    slo?: ReadCallSlo,
  ) {
    this.#samples = new SampleBuffer(capacity)
    this.#busy = new SampleBuffer(capacity)
    this.#sla = sla
    this.#observe = observe
    this.#seen = new SeenBuilder(slo)
  }

  /** From here on all time counts, until the loop is over: an open loop waits for its arrivals, and that is its load. */
  begin(nowMs: number): void {
    this.#overlapped = true
    if (this.#inFlight++ === 0) this.#busySinceMs = nowMs
  }

  /** The loop is over. */
  end(nowMs: number): void {
    if (--this.#inFlight === 0 && !this.#closed) this.#addBusy(this.#busySinceMs, nowMs)
  }

  /** An iteration was started, and goes on. */
  enter(slot: Slot): void {
    slot.pending = true
    this.#waited = true
    if (this.#inFlight++ === 0) this.#busySinceMs = this.#from(slot.startMs)
    else this.#overlapped = true
  }

  /** It has succeeded. */
  succeed(slot: Slot, firstItemMs?: number): void {
    this.#leave(slot)
    if (this.#closed) return
    this.#push(slot.endMs - slot.startMs, slot.endMs)
    if (firstItemMs !== undefined) this.#firstItems.push(Math.round((firstItemMs - slot.startMs) * NS_PER_MS))
  }

  /** An iteration that began and ended in one turn of the event loop has succeeded. */
  succeedAtOnce({ startMs, endMs }: Slot): void {
    if (this.#inFlight === 0) this.#addBusy(startMs, endMs)
    else this.#overlapped = true
    this.#push(endMs - startMs, endMs)
  }

  /** Iterations that were timed together: one sample, their mean. */
  succeedAsBatch({ startMs, endMs }: Slot, iterations: number): void {
    this.#batch = Math.max(this.#batch, iterations)
    this.#successes += iterations
    this.#addBusy(startMs, endMs)
    const ms = (endMs - startMs) / iterations
    if (ms < this.fastestMs) this.fastestMs = ms
    this.#samples.push(ms * NS_PER_MS)
    // As if the sample had been one iteration.
    this.#batchedMs += endMs - startMs - ms
    this.#busy.push((this.#elapsedMs - this.#batchedMs) * NS_PER_MS)
    this.#sla?.sample(ms)
  }

  /** It has failed. */
  fail(slot: Slot, error: unknown): void {
    const ms = slot.endMs - slot.startMs
    if (slot.pending) this.#leave(slot)
    else if (this.#inFlight === 0) this.#addBusy(slot.startMs, slot.endMs)
    if (this.#closed) return
    if (ms < this.fastestMs) this.fastestMs = ms
    this.#failed.push(Math.round(ms * NS_PER_MS))
    this.#sla?.error()
    if (this.#firstErrors.length < ERRORS_KEPT) this.#firstErrors.push({ iteration: slot.index, error })
  }

  /** Takes nothing any more: what has decided the limits is what is judged. */
  close(nowMs: number): void {
    if (this.#inFlight > 0) this.#addBusy(this.#busySinceMs, nowMs)
    this.#closed = true
  }

  /** An arrival was turned away. */
  drop(): void {
    this.#dropped++
    this.#sla?.dropped()
  }

  /** An iteration has called mocks. Where it came too late to count, its calls do not count either. */
  addCalls(iteration: number, calls: CallLog): void {
    if (this.#closed) return
    this.#seen.add(iteration, calls)
  }

  /** Iterations that are done, failed ones too. */
  get done(): number {
    return this.#samples.length + this.#failed.length
  }

  get samples(): number {
    return this.#samples.length
  }

  /** What an iteration takes, in ms, by the last hundred samples; NaN without any. */
  get recentMs(): number {
    const recent = this.#samples.last(100).toSorted()
    const median = recent[recent.length >>> 1] ?? Number.NaN
    // On a clock too coarse for one iteration, half of them may take no time.
    return (median > 0 ? median : moments(recent).mean) / NS_PER_MS
  }

  /** The p95 of the latest samples, in ms; undefined before there are enough. */
  get p95Ms(): number | undefined {
    if (this.samples < leastSamples(95)) return undefined
    return quantile(this.#samples.last(LATEST).toSorted(), 0.95) / NS_PER_MS
  }

  get waited(): boolean {
    return this.#waited
  }

  get failed(): number {
    return this.#failed.length
  }

  /** @param known tools that are listed even when nobody called them */
  result(known: Iterable<string>): LoopResult {
    return {
      samplesNs: this.#samples.toArray(),
      failedNs: this.#failed.toArray(),
      firstItemNs: this.#firstItems.toArray(),
      firstErrors: this.#firstErrors,
      elapsedNs: Math.round(this.#elapsedMs * NS_PER_MS),
      busyNs: this.#overlapped || this.#failed.length > 0 ? this.#busy.toArray() : undefined,
      dropped: this.#dropped,
      waited: this.#waited,
      batch: this.#batch,
      successes: this.#successes,
      seen: this.#seen.seen(known, this.done),
    }
  }

  #push(ms: number, endMs: number): void {
    if (ms < this.fastestMs) this.fastestMs = ms
    const ns = Math.round(ms * NS_PER_MS)
    this.#successes++
    this.#samples.push(ns)
    const busyMs = this.#inFlight > 0 ? this.#elapsedMs + endMs - this.#busySinceMs : this.#elapsedMs
    this.#busy.push((busyMs - this.#batchedMs) * NS_PER_MS)
    this.#sla?.sample(ms)
    this.#observe?.(ns)
  }

  #leave(slot: Slot): void {
    slot.pending = false
    if (--this.#inFlight === 0 && !this.#closed) this.#addBusy(this.#busySinceMs, slot.endMs)
  }

  #addBusy(startMs: number, endMs: number): void {
    this.#elapsedMs += endMs - this.#from(startMs)
    this.#busyUntilMs = endMs
  }

  /** Where a late arrival begins to add to the busy time: not before the end of those that it waited behind. */
  #from(startMs: number): number {
    if (startMs >= this.#busyUntilMs) return startMs
    this.#overlapped = true
    return this.#busyUntilMs
  }
}
