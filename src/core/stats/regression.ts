import type { ProcessRow } from '../baseline/process-row.ts'
import { quantile } from './quantile.ts'

/** Below this share of the time the event loop was mostly idle: the code waits, and how fast the machine computes says little about it. */
export const WAITS_BELOW = 0.5
/** Fresh processes that decide, the first included. */
const ENOUGH_ATTEMPTS = 3
/** So many where the score is near the boundary. */
const MOST_ATTEMPTS = 5
/** The boundary, beyond which it is a slowdown: as a share of the slowdown that is to be found. */
const BOUNDARY = 1 / 2
/** A first process that is no slower than this says that nothing has changed: also as such a share. */
const SAME_AT_ONCE = 0.3
/** Scores nearer to the boundary than this wait for two more processes: also as such a share. */
const NEAR = 1 / 4
/** The reference has to be so much faster than in the baseline, as a logarithm, for the machine to be called faster. */
const FASTER_MACHINE = 0.04

/** How rows compare with a baseline: natural logarithms of ratios, above 0 for slower. */
export interface RegressionScore {
  /**
   * The least time of all attempts, as it is: contention only ever slows down.
   * Where the reference says that the machine has become faster, it is measured
   * by that: a baseline of slow hours would hide slowdowns otherwise.
   */
  readonly raw: number
  /**
   * The middle of the attempts' 5th percentiles beside the reference, which
   * tells how fast the machine is; where the code waits, as it is.
   */
  readonly normalized: number
  /** The lesser of both: a slowdown has to show in either view. */
  readonly score: number
}

/** What attempts come to so far. */
export interface Regression extends RegressionScore {
  /** `open`: it takes another process to tell. */
  readonly result: 'same' | 'better' | 'worse' | 'open'
  /** From here on it is a slowdown; the logarithm of a ratio. */
  readonly boundary: number
  /** Times were compared as they are, because the code waits. */
  readonly waits: boolean
}

/**
 * Whether code has become slower than its baseline, by a few processes of each.
 * Two views that fail for different reasons have to agree: the least time of
 * all attempts, which a process that had luck once brings down, and a low
 * quantile beside a reference that ran in between, which a slower machine slows
 * as well. The first process settles most comparisons.
 *
 * Improvements are told by the first process alone: nothing fails by them.
 *
 * @param base rows of the baseline, at least one
 * @param attempts rows of fresh processes, in their order, at least one
 * @param minDetectableSlowdown the slowdown that is to be found, as a share
 */
export function judgeRegression(
  base: readonly ProcessRow[],
  attempts: readonly ProcessRow[],
  minDetectableSlowdown: number,
): Regression {
  const waits = waitsLike(base)
  const boundary = Math.log1p(minDetectableSlowdown * BOUNDARY)
  const compare = (rows: readonly ProcessRow[]): RegressionScore => scoreOf(base, rows, waits)
  const found = compare(attempts)
  const as = (result: Regression['result']): Regression => ({ ...found, result, boundary, waits })
  const first = compare(attempts.slice(0, 1))
  if (first.score <= Math.log1p(minDetectableSlowdown * SAME_AT_ONCE)) {
    return as(Math.max(first.raw, first.normalized) < -boundary ? 'better' : 'same')
  }
  // More attempts can only bring the raw view down, and so the score, too.
  if (found.raw <= boundary) return as('same')
  if (attempts.length < ENOUGH_ATTEMPTS) return as('open')
  const near = Math.log1p(minDetectableSlowdown * NEAR)
  const isNear = Math.abs(compare(attempts.slice(0, ENOUGH_ATTEMPTS)).score - boundary) < near
  if (isNear && attempts.length < MOST_ATTEMPTS) return as('open')
  return as(found.score > boundary ? 'worse' : 'same')
}

/** Whether most of the processes were waiting most of their time. */
export function waitsLike(rows: readonly ProcessRow[]): boolean {
  return middle(rows.map(({ busyShare }) => busyShare)) < WAITS_BELOW
}

function scoreOf(
  base: readonly ProcessRow[],
  attempts: readonly ProcessRow[],
  waits: boolean,
): RegressionScore {
  // A floor is another figure in a process that waits: then only the quantile is comparable.
  const alike = [...base, ...attempts].every(({ busyShare }) => busyShare < WAITS_BELOW === waits)
  const floor = (row: ProcessRow): number => Math.log(alike ? row.floorNs : row.q05Ns)
  const low = (row: ProcessRow): number => Math.log(waits ? row.q05Ns : row.q05Ns / row.ref05Ns)
  const speed = (rows: readonly ProcessRow[]): number =>
    waits ? 0 : middle(rows.map(({ ref05Ns }) => Math.log(ref05Ns)))
  const machine = speed(attempts) - speed(base)
  const raw =
    Math.min(...attempts.map(floor)) -
    middle(base.map(floor)) -
    (machine < -FASTER_MACHINE ? machine : 0)
  const normalized = middle(attempts.map(low)) - middle(base.map(low))
  return { raw, normalized, score: Math.min(raw, normalized) }
}

function middle(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  )
}
