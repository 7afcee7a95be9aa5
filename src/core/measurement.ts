import { readPercentile } from './percentile.ts'
import { moments } from './stats/moments.ts'
import type { Moments } from './stats/moments.ts'
import { quantile } from './stats/quantile.ts'
import type { ClockKind } from './time/clock.ts'

const NS_PER_MS = 1e6

/** An iteration that threw, as far as it is kept. */
export interface IterationError {
  /** The iteration's number, from 0. */
  readonly iteration: number
  /** What was thrown, untouched. */
  readonly error: unknown
}

/** Calls to one mocked tool, failed attempts included. */
export interface CallCount {
  /** Calls in the whole measurement, warm-up left out. */
  readonly total: number
  /** Calls in one iteration. */
  readonly perIteration: { readonly min: number; readonly mean: number; readonly max: number }
  /** The most calls of this tool that one iteration had in flight at once. */
  readonly atOnce: number
  /** Mean milliseconds from request to response, of the calls that ended within their iteration; 0 without any. */
  readonly meanMs: number
}

/** What a run hands over to become a {@link Measurement}. */
export interface MeasurementData {
  readonly name: string
  readonly clock: ClockKind
  /** Durations of the iterations that succeeded: integer ns, in order of completion. */
  readonly samplesNs: Float64Array
  /** Durations of the iterations that failed: integer ns, in order of completion. */
  readonly failedNs: Float64Array
  readonly firstErrors: readonly IterationError[]
  /** Time during which at least one iteration was running, in ns. */
  readonly elapsedNs: number
  readonly counts: Readonly<Record<string, CallCount>>
  readonly seed: number
  readonly concurrency: number
  /** Iterations that ran before and do not count. */
  readonly warmup: number
  /** It ended because its time was up, not because all iterations had run. */
  readonly timeIsUp: boolean
  /** Another test of the same process was measuring at the same time. */
  readonly disturbed: boolean
}

/** Survives several copies of the package in one process, which `instanceof` does not. */
const BRAND = 'skillperf.Measurement'

/**
 * A named run of many iterations. Durations are milliseconds; percentiles are
 * computed once, from the raw samples (Hyndman–Fan type 8). Failed iterations
 * are counted, and their durations kept apart from the samples.
 */
export class Measurement {
  readonly name: string
  readonly clock: ClockKind
  /** Iterations that succeeded: the number of samples. */
  readonly n: number
  /** Iterations that threw. */
  readonly errors: number
  /** The first errors, with what was thrown. */
  readonly firstErrors: readonly IterationError[]
  /** Milliseconds during which at least one iteration was running: hooks do not count. */
  readonly elapsed: number
  /** Calls to mocked tools, by the tool's name. */
  readonly counts: Readonly<Record<string, CallCount>>
  readonly seed: number
  readonly concurrency: number
  readonly warmup: number
  /** It ended because its time was up, not because all iterations had run. */
  readonly timeIsUp: boolean
  /** Another test of the same process was measuring at the same time: the figures include both. */
  readonly disturbed: boolean

  readonly #samplesNs: Float64Array
  readonly #failedNs: Float64Array
  #sortedNs: Float64Array | undefined
  #moments: Moments | undefined

  constructor(data: MeasurementData) {
    this.name = data.name
    this.clock = data.clock
    this.n = data.samplesNs.length
    this.errors = data.failedNs.length
    this.firstErrors = data.firstErrors
    this.elapsed = data.elapsedNs / NS_PER_MS
    this.counts = data.counts
    this.seed = data.seed
    this.concurrency = data.concurrency
    this.warmup = data.warmup
    this.timeIsUp = data.timeIsUp
    this.disturbed = data.disturbed
    this.#samplesNs = data.samplesNs
    this.#failedNs = data.failedNs
  }

  get [Symbol.toStringTag](): string {
    return BRAND
  }

  /** Milliseconds of each successful iteration, in order of completion. */
  get samples(): Float64Array {
    return this.#samplesNs.map((ns) => ns / NS_PER_MS)
  }

  /** Milliseconds of each failed iteration, in order of completion. */
  get failedSamples(): Float64Array {
    return this.#failedNs.map((ns) => ns / NS_PER_MS)
  }

  /** Sorted samples in integer ns: what quantiles, bins and histograms are made of. */
  get sortedNs(): Float64Array {
    return (this.#sortedNs ??= this.#samplesNs.toSorted())
  }

  /** Failed iterations as a share of all, 0 to 1; NaN when nothing ran. */
  get errorRate(): number {
    return this.errors / (this.n + this.errors)
  }

  /** Successful iterations per second of {@link elapsed} time. */
  get throughput(): number {
    return (this.n / this.elapsed) * 1_000
  }

  get min(): number {
    return (this.sortedNs[0] ?? Number.NaN) / NS_PER_MS
  }

  get max(): number {
    return (this.sortedNs[this.n - 1] ?? Number.NaN) / NS_PER_MS
  }

  get mean(): number {
    return this.#computedMoments().mean / NS_PER_MS
  }

  /** Sample standard deviation (n − 1). */
  get stdDev(): number {
    return this.#computedMoments().stdDev / NS_PER_MS
  }

  get p50(): number {
    return this.percentile(50)
  }

  get p75(): number {
    return this.percentile(75)
  }

  get p90(): number {
    return this.percentile(90)
  }

  get p95(): number {
    return this.percentile(95)
  }

  get p99(): number {
    return this.percentile(99)
  }

  /** The 99.9th percentile. */
  get p999(): number {
    return this.percentile(99.9)
  }

  /**
   * Any percentile, in milliseconds.
   *
   * @param p 0 to 100
   * @throws SkillperfError for a value outside, or one strictly between 0 and 1, which is most probably a share
   */
  percentile(p: number): number {
    return quantile(this.sortedNs, readPercentile(p, `run.percentile(${p})`) / 100) / NS_PER_MS
  }

  /** The main figures, in ms: what `JSON.stringify` and `console.log` show. */
  toJSON(): Record<string, unknown> {
    const { name, clock, n, errors, elapsed, throughput, min, mean, max, p50, p95, p99, counts } = this
    return { name, clock, n, errors, elapsed, throughput, min, mean, p50, p95, p99, max, counts }
  }

  #computedMoments(): Moments {
    return (this.#moments ??= moments(this.#samplesNs))
  }
}

// What Node's `console.log` shows: getters would be left out.
Object.defineProperty(Measurement.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value(this: Measurement) {
    return this.toJSON()
  },
})

export function isMeasurement(value: unknown): value is Measurement {
  return typeof value === 'object' && value !== null && Reflect.get(value, Symbol.toStringTag) === BRAND
}
