import type { ProcessRow } from '../baseline/process-row.ts'
import { median } from './median.ts'
import { quantile } from './quantile.ts'

/** Below this share of the time the event loop was mostly idle: the code waits, and how fast the machine computes says little about it. */
export const WAITS_BELOW = 0.5
/** Processes that decide, the first included. */
const ENOUGH_ATTEMPTS = 3
/** So many where the score is near the boundary. */
const ENOUGH_NEAR = 5
/** With those that do not count, because the machine was slower for a while. */
export const MOST_ATTEMPTS = 7
/** The boundary, beyond which it is a slowdown: as a share of the slowdown that is to be found. */
const BOUNDARY = 1 / 2
/** A first process that is no slower than this says that nothing has changed: also as such a share. */
const SAME_AT_ONCE = 0.3
/** Scores nearer to the boundary than this wait for two more processes: also as such a share. */
const NEAR = 1 / 4
/** The reference has to be so much faster than in the baseline, as a logarithm, for the machine to be called faster. */
const FASTER_MACHINE = 0.02
/** And so much slower for a process to be one of a slow moment. */
const SLOWER_MACHINE = 0.12
/** Five rows of a baseline tell of no quantile below this. */
const LOWEST_QUANTILE = 1 / 5

/** How rows compare with a baseline: natural logarithms of ratios, above 0 for slower. */
export interface RegressionScore {
  /**
   * The least time of all attempts, beside the least that as many processes of
   * the baseline would have had: contention only ever slows down.
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
  /** The attempts that count: not those of moments in which the machine was slow, as long as there are others. */
  readonly counted: readonly ProcessRow[]
  /** The least time of those, and what it is compared with, in ns. */
  readonly floorNs: number
  readonly knownFloorNs: number
  /**
   * The machine computes faster than when the baseline was recorded, which would
   * hide a slowdown: the least time is compared beside the reference, too.
   */
  readonly fasterMachine: boolean
}

/**
 * Whether code has become slower than its baseline, by a few processes of each.
 * Two views that fail for different reasons have to agree: the least time of
 * all attempts, which a process that had luck once brings down, and a low
 * quantile beside a reference that ran in between, which a slower machine slows
 * as well. The first process settles most comparisons.
 *
 * A process whose reference was slow ran while others used the machine. Code and
 * reference are not slowed by the same factor then, so that it counts only when
 * the next one is as slow: such is the machine now.
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
  const counted = countedOf(base, attempts, waits)
  const compare = (rows: readonly ProcessRow[]): Compared => scoreOf(base, rows, waits)
  const found = compare(counted)
  const as = (result: Regression['result']): Regression => ({ ...found, result, boundary, waits, counted })
  const isSlow = (row: ProcessRow): boolean => isSlowMoment(base, row, waits)
  if (attempts.length === 1 && attempts.some(isSlow)) return as('open')
  // Of slow moments it takes two, and each has to say so: they differ much.
  const first = counted.slice(0, counted.slice(0, 2).every(isSlow) ? 2 : 1)
  if (first.every((row) => compare([row]).score <= Math.log1p(minDetectableSlowdown * SAME_AT_ONCE))) {
    const { raw, normalized } = compare(first)
    return as(Math.max(raw, normalized) < -boundary ? 'better' : 'same')
  }
  const isLast = attempts.length >= MOST_ATTEMPTS
  if (counted.length < ENOUGH_ATTEMPTS && !isLast) return as('open')
  const near = Math.log1p(minDetectableSlowdown * NEAR)
  const isNear = Math.abs(compare(counted.slice(0, ENOUGH_ATTEMPTS)).score - boundary) < near
  if (isNear && counted.length < ENOUGH_NEAR && !isLast) return as('open')
  return as(found.score > boundary ? 'worse' : 'same')
}

function countedOf(
  base: readonly ProcessRow[],
  attempts: readonly ProcessRow[],
  waits: boolean,
): readonly ProcessRow[] {
  const calm = attempts.filter((row) => !isSlowMoment(base, row, waits))
  const [first, second] = attempts
  const isSlowNow = [first, second].every((row) => row !== undefined && !calm.includes(row))
  const tooFew = attempts.length >= MOST_ATTEMPTS && calm.length < ENOUGH_ATTEMPTS
  return calm.length === 0 || isSlowNow || tooFew ? attempts : calm
}

function isSlowMoment(base: readonly ProcessRow[], { ref05Ns }: ProcessRow, waits: boolean): boolean {
  return !waits && Math.log(ref05Ns) - median(base.map((row) => Math.log(row.ref05Ns))) > SLOWER_MACHINE
}

/** Whether most of the processes were waiting most of their time. */
export function waitsLike(rows: readonly ProcessRow[]): boolean {
  return median(rows.map(({ busyShare }) => busyShare)) < WAITS_BELOW
}

type Compared = Omit<Regression, 'result' | 'boundary' | 'waits' | 'counted'>

function scoreOf(base: readonly ProcessRow[], attempts: readonly ProcessRow[], waits: boolean): Compared {
  const floor = floorOf(base, attempts, waits)
  const low = (row: ProcessRow): number => Math.log(waits ? row.q05Ns : row.q05Ns / row.ref05Ns)
  const speed = (rows: readonly ProcessRow[]): number => median(rows.map(({ ref05Ns }) => Math.log(ref05Ns)))
  const machine = waits ? 0 : speed(attempts) - speed(base)
  const fasterMachine = machine < -FASTER_MACHINE
  // Where the least of so many is to be expected.
  const q = 1 / (attempts.length + 1)
  const known = quantileOf(base.map(floor), Math.max(LOWEST_QUANTILE, q))
  const least = quantileOf(attempts.map(floor), q)
  const raw = least - known - (fasterMachine ? machine : 0)
  const normalized = median(attempts.map(low)) - median(base.map(low))
  const score = Math.min(raw, normalized)
  return { raw, normalized, score, floorNs: Math.exp(least), knownFloorNs: Math.exp(known), fasterMachine }
}

/** Reads the logarithm of what stands for the least time of a process. */
function floorOf(
  base: readonly ProcessRow[],
  attempts: readonly ProcessRow[],
  waits: boolean,
): (row: ProcessRow) => number {
  // A floor is another figure in a process that waits: then only the quantile is comparable.
  const alike = [...base, ...attempts].every(({ busyShare }) => busyShare < WAITS_BELOW === waits)
  return (row) => Math.log(alike ? row.floorNs : row.q05Ns)
}

function quantileOf(values: readonly number[], q: number): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    q,
  )
}
