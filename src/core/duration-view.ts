import { DurationFigures } from './duration-figures.ts'
import { TIMING_BRANDS } from './timing.ts'
import type { Stopping, Timing } from './timing.ts'
import type { ClockKind } from './time/clock.ts'

/** Which durations within a measurement a view is of. */
export interface ViewKind {
  /** In tables: `first item`, `TTFT`. */
  readonly label: string
  /** How the user reaches it: `run.firstItem`. */
  readonly path: string
  /** One of them, and several, in a sentence. */
  readonly noun: string
  readonly plural: string
  /** What it takes to have any, as a sentence. */
  readonly missing: string
  /** What to do when they are too long, as the end of a sentence. Default: what goes for iterations. */
  readonly advice?: string
}

/** What a view knows of its own events, where these are others than iterations. */
export interface OwnEvents {
  /** All of them; there may be fewer samples. */
  readonly count: number
  /** Those that failed. */
  readonly errors: number
}

const ITERATIONS: readonly [noun: string, plural: string] = ['iteration', 'iterations']

/**
 * One kind of duration within a measurement, such as the time to the first
 * item of a stream: it is judged like the measurement itself. Durations are ms.
 */
export class DurationView extends DurationFigures implements Timing {
  /** What it is a view of. */
  readonly of: Timing
  /** `first item`. */
  readonly label: string
  readonly kind: ViewKind
  /** `research · first item`. */
  readonly name: string
  readonly clock: ClockKind
  readonly cpu: number | undefined
  readonly cpuCounted: boolean
  readonly stopping: Stopping
  readonly timeIsUp: boolean
  readonly seed: number
  readonly errors: number
  readonly errorRate: number
  /** What {@link errors} are a part of: iterations, or all events of its own. */
  readonly iterations: number
  readonly firstErrors: Timing['firstErrors']
  readonly dropped: number
  readonly counts: Timing['counts']
  readonly throughput: number
  /** What {@link iterations} and {@link errors} count: one of them, and several. */
  readonly events: readonly [noun: string, plural: string]
  readonly #count: number

  /**
   * @param of the measurement that it belongs to
   * @param own its own events; default: errors and arrivals are those of the iterations
   */
  constructor(of: Timing, kind: ViewKind, samplesNs: Float64Array, own?: OwnEvents) {
    super(samplesNs, kind.path)
    this.of = of
    this.kind = kind
    this.label = kind.label
    this.name = `${of.name} · ${kind.label}`
    this.clock = of.clock
    this.cpu = of.cpu
    this.cpuCounted = of.cpuCounted ?? false
    this.stopping = of.stopping
    this.timeIsUp = of.timeIsUp
    this.seed = of.seed
    this.errors = own?.errors ?? of.errors
    this.errorRate = own === undefined ? of.errorRate : own.errors / own.count
    this.iterations = own?.count ?? of.iterations
    this.firstErrors = own === undefined ? of.firstErrors : []
    this.dropped = own === undefined ? of.dropped : 0
    this.counts = {}
    this.events = own === undefined ? ITERATIONS : [kind.noun, kind.plural]
    this.#count = own?.count ?? this.n
    this.throughput = (of.throughput * this.#count) / of.n
  }

  get [Symbol.toStringTag](): string {
    return TIMING_BRANDS.view
  }

  /** The measurement's time per success, spread over the events that there are. */
  paceBatches(): Float64Array | undefined {
    const scale = this.of.n / this.#count
    return this.of.paceBatches()?.map((ms) => ms * scale)
  }

  override toJSON(): Record<string, unknown> {
    const { name, clock, n, min, mean, p50, p95, p99, max } = this
    return { name, clock, n, min, mean, p50, p95, p99, max }
  }
}

/** Whether a timing is a view of a measurement. */
export function isView(timing: Timing): timing is DurationView {
  return Reflect.get(timing, Symbol.toStringTag) === TIMING_BRANDS.view
}

/** What a timing's errors are a part of, one of them and several: iterations, or the view's own events. */
export function eventsOf(timing: Timing): readonly [noun: string, plural: string] {
  return isView(timing) ? timing.events : ITERATIONS
}
