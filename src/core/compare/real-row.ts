import type { ProcessRow } from '../baseline/process-row.ts'
import type { MeasurementRecord } from '../wire.ts'

const NS_PER_MS = 1e6

/** What one process took on the real clock, as far as a file tells. */
export interface RealRow {
  /** The least time of an iteration. */
  readonly floorNs: number
  /** A low quantile, as a second view: the 5th percentile, or the median where only that is known. */
  readonly lowNs: number
  readonly low: 'q05' | 'p50'
  /** 5th percentile of the reference that ran between the iterations, where one did. */
  readonly ref05Ns: number | undefined
}

export function rowOfProcess({ floorNs, q05Ns, ref05Ns }: ProcessRow): RealRow {
  return { floorNs, lowNs: q05Ns, low: 'q05', ref05Ns }
}

/** @returns undefined on the virtual clock, and without samples */
export function rowOfRecord(record: MeasurementRecord): RealRow | undefined {
  const row = record.baseline?.row ?? null
  if (row !== null) return rowOfProcess(row)
  const { clock, minMs, percentilesMs } = record
  if (clock === 'virtual' || minMs === null || percentilesMs.p50 === null) return undefined
  // A clock too coarse for the fastest iteration has nothing to compare.
  if (minMs <= 0 || percentilesMs.p50 <= 0) return undefined
  return {
    floorNs: minMs * NS_PER_MS,
    lowNs: percentilesMs.p50 * NS_PER_MS,
    low: 'p50',
    ref05Ns: undefined,
  }
}
