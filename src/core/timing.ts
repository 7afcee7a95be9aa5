import type { CallCount } from './calls/call-count.ts'
import type { IterationError } from './iteration.ts'
import type { ClockKind } from './time/clock.ts'

/**
 * How a series came to its end, which decides how it may be judged. `fixed`:
 * the number of samples had nothing to do with what they were. `sequential`:
 * it ended because its samples had decided a limit.
 */
export type Stopping = 'fixed' | 'sequential'

/**
 * What a limit can be put on: a measurement, a view of one, a benchmark's
 * result. Durations are ms.
 */
export interface Timing {
  readonly name: string
  readonly clock: ClockKind
  /** CPU time per iteration, in real ms; undefined where nobody knows. */
  readonly cpu?: number | undefined
  /** The virtual clock has counted it. Default: false. */
  readonly cpuCounted?: boolean
  /** Samples. */
  readonly n: number
  readonly min: number
  readonly max: number
  readonly mean: number
  readonly stdDev: number
  /** Successful iterations per second. */
  readonly throughput: number
  /** Iterations that threw; their durations are no samples. */
  readonly errors: number
  /** Failed iterations as a share of all, 0 to 1. */
  readonly errorRate: number
  /** Iterations that ran to their end, failed ones too. */
  readonly iterations: number
  readonly firstErrors: readonly IterationError[]
  /** Arrivals that were turned away, because too many were in flight: no duration was short enough for them. */
  readonly dropped: number
  readonly stopping: Stopping
  /** It ended because its time was up. */
  readonly timeIsUp: boolean
  /** Calls to mocked tools, by the tool's name. */
  readonly counts: Readonly<Record<string, CallCount>>
  /** Seed of the resampling that intervals need. */
  readonly seed: number
  /** @param p 0 to 100 */
  percentile(p: number): number
  /** How many samples took this long or longer; undefined where nobody has counted. */
  countAtLeast(limitMs: number): number | undefined
  /** Mean duration in each of up to 30 batches of consecutive samples, in ms; undefined where samples are not kept. */
  durationBatches(): Float64Array | undefined
  /** Time per success in each of up to 30 such batches, in ms: its mean is the inverse of the throughput. */
  paceBatches(): Float64Array | undefined
  /** Samples in equal bins from min to max. */
  bins(most: number): readonly number[]
}

/** Survives several copies of the package in one process, which `instanceof` does not. */
export const TIMING_BRANDS = {
  measurement: 'skillperf.Measurement',
  view: 'skillperf.View',
  bench: 'skillperf.Benchmark',
} as const

/** Whether a value is a measurement, a view of one, or a benchmark's result made one. */
export function isTiming(value: unknown): value is Timing {
  if (typeof value !== 'object' || value === null) return false
  const brand: unknown = Reflect.get(value, Symbol.toStringTag)
  return Object.values(TIMING_BRANDS).some((known) => known === brand)
}
