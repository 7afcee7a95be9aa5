import { median } from '../stats/median.ts'
import type { Change } from './change.ts'
import type { RealRow } from './real-row.ts'

const NS_PER_MS = 1e6

/** What two recordings of real time on one machine come to. */
export interface RowsComparison {
  /** Undefined where the difference may be noise. */
  readonly change: Change | undefined
  /** By how much it grew, as a share, in the view in which it grew less. */
  readonly growth: number
}

/**
 * Compares real times of one machine by two views that fail for different
 * reasons: the least time of all, and a low quantile, beside the reference
 * where there is one. A change has to show in both.
 *
 * @param minDetectableSlowdown as a share; half of it is the boundary
 */
export function compareRows(
  before: readonly RealRow[],
  after: readonly RealRow[],
  minDetectableSlowdown: number,
): RowsComparison {
  const floors = { before: floorOf(before, after), after: least(after) }
  const views = [Math.log(floors.after / floors.before), secondView(before, after)].filter(
    (view) => view !== undefined,
  )
  const boundary = Math.log1p(minDetectableSlowdown / 2)
  const [slowest, fastest] = [Math.min(...views), Math.max(...views)]
  const direction = slowest > boundary ? 'worse' : fastest < -boundary ? 'better' : undefined
  const nearest = Math.abs(slowest) < Math.abs(fastest) ? slowest : fastest
  return {
    growth: Math.expm1(nearest),
    change: direction && {
      what: 'real time',
      unit: 'real',
      before: floors.before / NS_PER_MS,
      after: floors.after / NS_PER_MS,
      direction,
    },
  }
}

/** The least of as many processes as there are on the other side; of more, the usual one. */
function floorOf(rows: readonly RealRow[], others: readonly RealRow[]): number {
  return rows.length <= others.length ? least(rows) : median(rows.map(({ floorNs }) => floorNs))
}

function least(rows: readonly RealRow[]): number {
  return Math.min(...rows.map(({ floorNs }) => floorNs))
}

/** @returns the logarithm of a ratio; undefined where the sides tell of different quantiles */
function secondView(before: readonly RealRow[], after: readonly RealRow[]): number | undefined {
  const all = [...before, ...after]
  if (new Set(all.map(({ low }) => low)).size > 1) return undefined
  const referenced = all.every(({ ref05Ns }) => ref05Ns !== undefined)
  const view = ({ lowNs, ref05Ns }: RealRow): number =>
    Math.log(referenced && ref05Ns !== undefined ? lowNs / ref05Ns : lowNs)
  return median(after.map(view)) - median(before.map(view))
}
