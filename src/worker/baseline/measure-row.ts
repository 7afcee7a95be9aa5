import { performance } from 'node:perf_hooks'
import type { EventLoopUtilization } from 'node:perf_hooks'
import { CHART_QUANTILES } from '../../core/baseline/baseline.ts'
import type { ProcessRow } from '../../core/baseline/process-row.ts'
import type { Load } from '../../core/load.ts'
import { quantile } from '../../core/stats/quantile.ts'
import { WAITS_BELOW } from '../../core/stats/regression.ts'
import type { ClockKind } from '../../core/time/clock.ts'
import { Reference } from './reference.ts'

/** More digits are noise, and a file has to hold them. */
const DIGITS = 5
/** A low quantile of fewer is only the least. */
export const LEAST_ITERATIONS = 20

/** What a measurement leaves for a comparison of real times. */
export interface RealTimes {
  readonly row: ProcessRow
  /** For charts, as in a `RealEntry`. */
  readonly quantilesNs: readonly number[]
}

/** How busy the event loop was since an earlier reading, or since it began. */
type ReadUtilization = (before?: EventLoopUtilization) => EventLoopUtilization

/** Takes a process row while a measurement runs. */
export class RowTaker {
  /** What the loop has to run between its iterations. */
  readonly reference: Reference
  readonly #utilization: ReadUtilization
  #before: EventLoopUtilization | undefined
  #busyShare = Number.NaN

  constructor(
    reference: Reference = new Reference(),
    utilization: ReadUtilization = (before) => performance.eventLoopUtilization(before),
  ) {
    this.reference = reference
    this.#utilization = utilization
  }

  /** Before the loop, and no part of it. */
  warmUp(): void {
    this.reference.warmUp()
  }

  /** The loop begins. */
  start(): void {
    this.#before = this.#utilization()
  }

  /** The loop is over. */
  stop(): void {
    this.#busyShare = this.#utilization(this.#before).utilization
  }

  /** @returns undefined where there were too few iterations to compare */
  result(samplesNs: Float64Array): RealTimes | undefined {
    return realTimesOf(samplesNs, { ref05Ns: this.reference.q05Ns, busyShare: this.#busyShare })
  }
}

/**
 * Whether real times of such a load can be compared: while several iterations
 * run at once, there is no place for the reference between them.
 */
export function isComparable(clock: ClockKind, load: Load): boolean {
  return clock === 'real' && load.kind === 'closed' && load.concurrency === 1
}

/**
 * What a process took.
 *
 * @param samplesNs durations of the iterations, in any order
 * @returns undefined without enough samples, or without the reference
 */
export function realTimesOf(
  samplesNs: Float64Array,
  { ref05Ns, busyShare }: Pick<ProcessRow, 'ref05Ns' | 'busyShare'>,
): RealTimes | undefined {
  if (samplesNs.length < LEAST_ITERATIONS || !(ref05Ns > 0)) return undefined
  const sorted = samplesNs.toSorted()
  const q05Ns = quantile(sorted, 0.05)
  const busy = Number(Math.min(1, Math.max(0, busyShare)).toFixed(2))
  const floorNs = busy < WAITS_BELOW ? q05Ns : (sorted[0] ?? Number.NaN)
  // A clock that stood still tells nothing.
  if (!(floorNs > 0)) return undefined
  return {
    row: {
      floorNs: short(floorNs),
      q05Ns: short(q05Ns),
      ref05Ns: short(ref05Ns),
      n: samplesNs.length,
      busyShare: busy,
    },
    quantilesNs: chartQuantiles(sorted),
  }
}

function chartQuantiles(sorted: Float64Array): number[] {
  return Array.from({ length: CHART_QUANTILES }, (_, nth) =>
    short(quantile(sorted, nth / (CHART_QUANTILES - 1))),
  )
}

function short(ns: number): number {
  return Number(ns.toPrecision(DIGITS))
}
