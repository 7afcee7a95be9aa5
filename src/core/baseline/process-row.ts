import * as v from 'valibot'
import { count } from '../seen-record.ts'

/** What one process took: low quantiles, which contention hardly moves. Times are ns. */
export interface ProcessRow {
  /** The least; where the code waits, the 5th percentile. */
  readonly floorNs: number
  /** 5th percentile of an iteration. */
  readonly q05Ns: number
  /** 5th percentile of the reference, run between iterations. */
  readonly ref05Ns: number
  /** Iterations. */
  readonly n: number
  /** Share of the time in which the event loop was busy: below a half the code waits. */
  readonly busyShare: number
}

const ns = v.pipe(v.number(), v.finite(), v.gtValue(0))

/** As it travels from the test process. */
export const processRow: v.GenericSchema<ProcessRow> = v.object({
  floorNs: ns,
  q05Ns: ns,
  ref05Ns: ns,
  n: count,
  busyShare: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
})
