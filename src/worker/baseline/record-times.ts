import type { BaselineRecord } from '../../core/baseline/baseline-record.ts'
import type { RealTimes } from './measure-row.ts'

/**
 * What main is told of real times that nobody has compared: those of a process
 * that records them, even where its test ended before a matcher came to look.
 */
export function recordTimes({ row, quantilesNs }: RealTimes): BaselineRecord {
  const none = { result: 'none', changes: [] } as const
  return { exact: null, row, quantilesNs, found: { exact: none, real: none }, source: 'options' }
}
