import type { ProcessRow } from '../../src/core/baseline/process-row.ts'

/** A process that computes: 0.1 ms at least, p5 2 % above, beside a reference of 45 µs. */
export function rowOf(overrides: Partial<ProcessRow> = {}): ProcessRow {
  return { floorNs: 100_000, q05Ns: 102_000, ref05Ns: 45_000, n: 3_000, busyShare: 1, ...overrides }
}

/** The same code, slower by some per cent; the machine is as fast as before. */
export function slower(row: ProcessRow, percent: number): ProcessRow {
  const factor = 1 + percent / 100
  return { ...row, floorNs: row.floorNs * factor, q05Ns: row.q05Ns * factor }
}
