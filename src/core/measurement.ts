import type { Amount } from './calls/amount.ts'
import type { CallCount } from './calls/call-count.ts'
import { NOTHING_SEEN } from './calls/seen.ts'
import type { CacheUse, Seen } from './calls/seen.ts'
import { tokenTotals } from './calls/token-totals.ts'
import type { TokenTotals } from './calls/token-totals.ts'
import type { IterationError } from './iteration.ts'
import { DurationView } from './duration-view.ts'
import { DurationFigures } from './duration-figures.ts'
import { Durations } from './durations.ts'
import type { Load } from './load.ts'
import type { AllocatedBytes, GarbageCollections } from './memory/memory-use.ts'
import type { ProfileFile } from './profile.ts'
import { spanView } from './trace/span-view.ts'
import { NO_SPANS } from './trace/spans.ts'
import type { Spans } from './trace/spans.ts'
import { inBatches } from './stats/batch-means.ts'
import { quantile } from './stats/quantile.ts'
import { FIRST_ITEM, llmViews } from './view-kinds.ts'
import type { ClockKind } from './time/clock.ts'
import { TIMING_BRANDS } from './timing.ts'
import type { Stopping, Timing } from './timing.ts'

const NS_PER_MS = 1e6

/** What a run hands over to become a {@link Measurement}. */
export interface MeasurementData {
  readonly name: string
  readonly clock: ClockKind
  /** Durations of the iterations that succeeded: ns, in order of completion; integers unless batched. */
  readonly samplesNs: Float64Array
  /** Durations of the iterations that failed: integer ns, in order of completion. */
  readonly failedNs: Float64Array
  readonly firstErrors: readonly IterationError[]
  /** Time during which at least one iteration was running, in ns. */
  readonly elapsedNs: number
  /** That time as it stood at each success, in ns; undefined where iterations ran one by one and none failed. */
  readonly busyNs?: Float64Array | undefined
  /** Times from the start of an iteration to the first item of the stream that it returned, in ns. */
  readonly firstItemNs?: Float64Array
  /** What the mocks have seen. Default: nothing. */
  readonly seen?: Seen
  /** What was going on within the iterations. Default: nothing is known of it. */
  readonly spans?: Spans
  readonly seed: number
  readonly load: Load
  /** Arrivals that were turned away. Default: 0. */
  readonly dropped?: number
  /** Iterations in each sample. Default: 1. */
  readonly batch?: number
  /** Iterations that succeeded. Default: one a sample. */
  readonly successes?: number
  /** Iterations that ran before and do not count. */
  readonly warmup: number
  /** Default: `fixed`. */
  readonly stopping?: Stopping
  /** It ended because its time was up, not because all iterations had run. */
  readonly timeIsUp: boolean
  /** Another test of the same process was measuring at the same time. */
  readonly disturbed: boolean
  /** Share of the time in which this thread could run, but waited for a processor; undefined where the system does not tell. */
  readonly waitShare?: number | undefined
  /** CPU time of this thread per iteration, in ms; undefined where nobody knows. */
  readonly cpuMs?: number | undefined
  /** The virtual clock has counted that time. */
  readonly cpuCounted?: boolean
  /** Collections of garbage; undefined on the virtual clock. */
  readonly gc?: GarbageCollections | undefined
  /** What an iteration allocates; undefined where nobody asked. */
  readonly allocated?: AllocatedBytes | undefined
  /** What a reader of the figures should know. */
  readonly notes?: readonly string[]
  /** What was written about it. Default: nothing. */
  readonly files?: readonly ProfileFile[]
}

/**
 * A named run of many iterations: a sample for each that succeeded, unless
 * {@link batch} is above 1. Failed iterations are counted, and their durations
 * kept apart from the samples.
 */
export class Measurement extends DurationFigures implements Timing {
  readonly name: string
  readonly clock: ClockKind
  /** Iterations that threw. */
  readonly errors: number
  /** The first errors, with what was thrown. */
  readonly firstErrors: readonly IterationError[]
  /** Milliseconds during which at least one iteration was running: hooks do not count. */
  readonly elapsed: number
  /** Calls to mocked tools, by the tool's name. */
  readonly counts: Readonly<Record<string, CallCount>>
  readonly seed: number
  /** How iterations were started. */
  readonly load: Load
  /** Arrivals of an open loop that were turned away, because `maxInFlight` were running. */
  readonly dropped: number
  /** Iterations in each sample: above 1 where the timer is too coarse for single ones, and a sample is their mean. */
  readonly batch: number
  readonly warmup: number
  readonly stopping: Stopping
  /** It ended because its time was up, not because all iterations had run. */
  readonly timeIsUp: boolean
  /** Another test of the same process was measuring at the same time: the figures include both. */
  readonly disturbed: boolean
  /** Share of the time in which this thread could run, but waited for a processor; undefined where the system does not tell. */
  readonly waitShare: number | undefined
  /** CPU time of this thread per iteration, in ms; undefined where nobody knows. Real time, whatever the clock. */
  readonly cpu: number | undefined
  /** The virtual clock has counted {@link cpu} (`cpu: 'add'`). */
  readonly cpuCounted: boolean
  /** What collecting garbage took of the measured loop; undefined on the virtual clock, whose time it does not take. */
  readonly gc: GarbageCollections | undefined
  /** Bytes that an iteration allocates, in the mean: with the option `memory`, undefined without. */
  readonly allocated: AllocatedBytes | undefined
  /** What a reader of the figures should know, a sentence each. */
  readonly notes: readonly string[]
  /** Profiles and traces that were written about it, as asked for by `profile`. */
  readonly files: readonly ProfileFile[]
  /** What the mocks have seen. */
  readonly seen: Seen
  /** What was going on within the iterations: operations by name, and whole trees. */
  readonly spans: Spans
  /** Of calls of language models that stream: from the request to the first token. */
  readonly ttft: DurationView
  /** Of calls of language models that stream: between one handing over of tokens and the next. */
  readonly interTokenLatency: DurationView
  /** Of calls of language models that stream: mean time between output tokens, after the first. */
  readonly timePerOutputToken: DurationView
  /** Time from the start of an iteration to the first item of the stream, `Response` or async iterable that it returned. */
  readonly firstItem: DurationView

  readonly #failed: Durations
  readonly #busyNs: Float64Array | undefined
  readonly #successes: number
  #tokens: TokenTotals | undefined

  constructor(data: MeasurementData) {
    super(data.samplesNs, 'run')
    this.name = data.name
    this.clock = data.clock
    this.#failed = new Durations(data.failedNs)
    this.#busyNs = data.busyNs
    this.errors = this.#failed.n
    this.#successes = data.successes ?? this.n
    this.firstErrors = data.firstErrors
    this.elapsed = data.elapsedNs / NS_PER_MS
    this.seen = data.seen ?? NOTHING_SEEN
    this.counts = this.seen.counts
    this.spans = data.spans ?? NO_SPANS
    this.seed = data.seed
    this.load = data.load
    this.dropped = data.dropped ?? 0
    this.batch = data.batch ?? 1
    this.warmup = data.warmup
    this.stopping = data.stopping ?? 'fixed'
    this.timeIsUp = data.timeIsUp
    this.disturbed = data.disturbed
    this.waitShare = data.waitShare
    this.cpu = data.cpuMs
    this.cpuCounted = data.cpuCounted ?? false
    this.gc = data.gc
    this.allocated = data.allocated
    this.notes = data.notes ?? []
    this.files = data.files ?? []
    this.firstItem = new DurationView(this, FIRST_ITEM, data.firstItemNs ?? new Float64Array())
    const { ttftNs, interTokenNs, perOutputTokenNs } = this.seen.llm
    const [ttft, interToken, perOutputToken] = llmViews(this.seen.llm)
    this.ttft = new DurationView(this, ttft, ttftNs)
    this.interTokenLatency = new DurationView(this, interToken, interTokenNs)
    this.timePerOutputToken = new DurationView(this, perOutputToken, perOutputTokenNs)
  }

  get [Symbol.toStringTag](): string {
    return TIMING_BRANDS.measurement
  }

  /** Milliseconds of each failed iteration, in order of completion. */
  get failedSamples(): Float64Array {
    return this.#failed.ms
  }

  /** Iterations that ran to their end, failed ones too. */
  get iterations(): number {
    return this.#successes + this.errors
  }

  /** Lanes of a closed loop; undefined for an open one, and where stages change it. */
  get concurrency(): number | undefined {
    return this.load.kind === 'closed' ? this.load.concurrency : undefined
  }

  /** Calls that asked again what a call before had asked, which had failed or was given up. */
  get retries(): Amount {
    return this.seen.retries
  }

  /** The longest chain of calls, each of which began when the one before had ended. */
  get serialDepth(): Amount {
    return this.seen.serialDepth
  }

  /** Tokens of prompts (`in`), of answers (`out`), and both together. */
  get tokens(): TokenTotals {
    return (this.#tokens ??= tokenTotals(this.seen.tokens, this.iterations))
  }

  /** Lookups by the cache's name. */
  get caches(): Readonly<Record<string, CacheUse>> {
    return this.seen.caches
  }

  /** Output tokens per second of the median call of a language model; NaN without any. */
  get tokensPerSecond(): number {
    return quantile(this.seen.llm.tokensPerSecond.toSorted(), 0.5)
  }

  /** Calls of language models per second of {@link elapsed} time that have kept the `slo`; undefined without one. */
  get goodput(): number | undefined {
    const { withinSlo } = this.seen.llm
    return withinSlo === undefined ? undefined : (withinSlo / this.elapsed) * 1_000
  }

  /** Share of the calls of language models that have kept the `slo`, 0 to 1; undefined without one, NaN without calls. */
  get sloAttainment(): number | undefined {
    const { withinSlo, calls } = this.seen.llm
    return withinSlo === undefined ? undefined : withinSlo / calls
  }

  /**
   * The durations of all spans of one name: judged like the measurement itself.
   *
   * @throws SkillperfError for a name that nobody has announced, and no span had
   */
  span(name: string): DurationView {
    return spanView(this, this.spans, name)
  }

  /** Failed iterations as a share of all, 0 to 1; NaN when nothing ran. */
  get errorRate(): number {
    return this.errors / this.iterations
  }

  /** Successful iterations per second of {@link elapsed} time. */
  get throughput(): number {
    return (this.#successes / this.elapsed) * 1_000
  }

  paceBatches(): Float64Array {
    const busyNs = this.#busyNs
    // One by one and without a failure, the busy time is what the samples add up to.
    if (busyNs === undefined) return this.durationBatches()
    return inBatches(busyNs.length, (from, to) => {
      const spentNs = (busyNs[to - 1] ?? 0) - (from === 0 ? 0 : (busyNs[from - 1] ?? 0))
      return spentNs / (to - from) / NS_PER_MS
    })
  }

  override toJSON(): Record<string, unknown> {
    const { name, clock, n, errors, elapsed, throughput, min, mean, max, p50, p95, p99, counts } = this
    return { name, clock, n, errors, elapsed, throughput, min, mean, p50, p95, p99, max, counts }
  }
}

export function isMeasurement(value: unknown): value is Measurement {
  return (
    typeof value === 'object' &&
    value !== null &&
    Reflect.get(value, Symbol.toStringTag) === TIMING_BRANDS.measurement
  )
}
