import type { Measurement } from './measurement.ts'
import { readPercentile } from './percentile.ts'
import { readDuration, readRate, readShare } from './units.ts'

/** One figure of a measurement that a limit can be put on. */
export interface Statistic {
  /** The word in a message: `p95`, `p99.9`, `mean`, `throughput`, `error rate`. */
  readonly label: string
  /** `below`: a limit is an upper bound. `above`: a lower one. */
  readonly bound: 'below' | 'above'
  /** The unit of its values, printed behind them; empty for a share. */
  readonly unit: 'ms' | '/s' | ''
  /** Fewer observations than this can never decide it. */
  readonly least: number
  /** Successful samples, or all iterations for what counts failures too. */
  observations(run: Measurement): number
  value(run: Measurement): number
  /** Reads a limit as the user wrote it. */
  limit(value: unknown, place: string): number
}

const timing = {
  bound: 'below',
  unit: 'ms',
  observations: (run: Measurement) => run.n,
  limit: (value: unknown, place: string) => readDuration(value, 'the limit', place),
} as const

/**
 * A percentile of the durations.
 *
 * A sample has to be larger than 1 / (1 − q) before q lies inside it: p95
 * needs 20 samples, p99 100.
 *
 * @param p 0 to 100
 */
export function percentile(p: number, place: string): Statistic {
  readPercentile(p, place)
  return {
    ...timing,
    label: `p${p}`,
    least: leastSamples(p),
    value: (run) => run.percentile(p),
  }
}

/** A percentile of fewer samples is not inside them, only at their end. */
export function leastSamples(p: number): number {
  // Rounded first: 1 / (1 − 0.95) is a hair above 20 in floating point.
  return p === 100 ? 1 : Math.ceil(Number((100 / (100 - p)).toPrecision(12)))
}

export const mean: Statistic = { ...timing, label: 'mean', least: 1, value: (run) => run.mean }

export const max: Statistic = { ...timing, label: 'max', least: 1, value: (run) => run.max }

export const throughput: Statistic = {
  label: 'throughput',
  bound: 'above',
  unit: '/s',
  least: 1,
  observations: (run) => run.n,
  value: (run) => run.throughput,
  limit: (value, place) => readRate(value, 'the limit', place),
}

export const errorRate: Statistic = {
  label: 'error rate',
  bound: 'below',
  unit: '',
  least: 1,
  observations: (run) => run.n + run.errors,
  value: (run) => run.errorRate,
  limit: (value, place) => readShare(value, 'the limit', place),
}
