import { hasAnnouncedMocks } from '../../core/calls/mocked-call.ts'
import type { VoiceRecord } from '../../core/duet/duet-record.ts'
import { quantile } from '../../core/stats/quantile.ts'
import { isStreaming, isThenable, sink } from '../load/consume.ts'
import { LazyContext } from '../load/iteration-context.ts'
import { DONE, IterationRunner } from '../load/iteration-runner.ts'
import { IterationSignals } from '../load/iteration-signals.ts'
import { Recorder } from '../load/recorder.ts'
import { Slot } from '../load/slot.ts'
import { batchFor } from '../load/timer-step.ts'
import type { Work } from '../load/work.ts'
import { realTime } from '../real-time.ts'
import { Slices } from './slices.ts'
import type { PlacedPart } from './stage.ts'

/** Contention only ever slows down: a low quantile hardly knows of it. */
const QUANTILE = 0.25
/** Room that is made from the start. */
const CAPACITY = 4_096

/** One of the two versions of a measurement: runs slices of it, one iteration after the other. */
export class Voice {
  readonly #work: Work
  readonly #signals = new IterationSignals()
  readonly #slot = new Slot()
  readonly #inContext: PlacedPart['inContext']
  readonly #warmup: { readonly recorder: Recorder; readonly runner: IterationRunner }
  readonly #counted: { readonly recorder: Recorder; readonly runner: IterationRunner }
  #warming = true
  readonly slices: Slices = new Slices(realTime.now)
  #next = 0

  constructor({ run, fn, options, inContext }: PlacedPart) {
    this.#inContext = inContext
    this.#work = {
      fn,
      beforeEach: options.beforeEach,
      afterEach: options.afterEach,
      timeoutMs: options.iterationTimeoutMs,
      seed: options.seed ?? run.seed,
      test: run,
      slo: options.slo,
      signals: this.#signals,
    }
    this.#warmup = this.#createRunner()
    this.#counted = this.#createRunner()
  }

  /** Runs iterations for so many ms, one at least. */
  slice(ms: number, batch: number): Promise<void> {
    const run = (): Promise<void> =>
      this.#inContext(async () => {
        const untilMs = realTime.now() + ms
        do await this.#iterate(batch)
        while (realTime.now() < untilMs)
      })
    return this.#warming ? run() : this.slices.play(run, () => this.#counted.recorder.samples)
  }

  /** What was run so far does not count. */
  endWarmup(): void {
    this.#warming = false
    this.#next = 0
  }

  /** Iterations to time together, by what the warm-up has shown. */
  batchFor(stepMs: number): number {
    const { beforeEach, afterEach, timeoutMs, test } = this.#work
    const { waited, recentMs, done } = this.#warmup.recorder
    const alone = beforeEach === undefined && afterEach === undefined && timeoutMs === undefined
    const mocked = test.network !== undefined || hasAnnouncedMocks()
    return alone && !mocked && !waited && done > 0 ? batchFor(recentMs, stepMs) : 1
  }

  stop(reason: Error): void {
    this.#signals.abort(reason)
  }

  record(): VoiceRecord {
    const { recorder } = this.#counted
    const samplesNs = this.slices.pick(recorder.result([]).samplesNs)
    const q25Ns = quantile(samplesNs.toSorted(), QUANTILE)
    const n = samplesNs.length + recorder.failed
    return { n, errors: recorder.failed, q25Ns: Number.isNaN(q25Ns) ? null : q25Ns }
  }

  #createRunner(): { recorder: Recorder; runner: IterationRunner } {
    const recorder = new Recorder(CAPACITY, undefined, undefined, this.#work.slo)
    return { recorder, runner: new IterationRunner(this.#work, recorder, realTime.now) }
  }

  async #iterate(batch: number): Promise<void> {
    const { runner } = this.#warming ? this.#warmup : this.#counted
    const { beforeEach, afterEach } = this.#work
    const slot = this.#slot
    if (batch > 1) {
      const contexts = Array.from({ length: batch }, () => this.#context())
      const pending = runner.startBatch(slot, contexts)
      return pending === DONE ? undefined : runner.finish(slot, pending)
    }
    const context = this.#context()
    if (beforeEach !== undefined) await runner.hook(beforeEach, context)
    const pending = runner.start(slot, context)
    if (pending !== DONE) await this.#finish(runner, pending)
    if (afterEach !== undefined) await runner.hook(afterEach, context)
    this.#signals.release(context.iteration)
  }

  /** As a closed loop does: more turns of the microtasks would hide what the code itself takes. */
  async #finish(runner: IterationRunner, pending: unknown): Promise<void> {
    const slot = this.#slot
    if (this.#work.timeoutMs !== undefined || !isThenable(pending)) return runner.finish(slot, pending)
    try {
      const result = await pending
      sink.item = result
      if (isStreaming(result)) await runner.finish(slot, result)
      else runner.succeed(slot)
    } catch (error) {
      runner.fail(slot, error)
    }
  }

  /** The same numbers on both sides: each draws what the other one draws. */
  #context(): LazyContext {
    const nth = this.#next++
    return new LazyContext(this.#warming ? -1 - nth : nth, this.#work.seed, this.#signals)
  }
}
