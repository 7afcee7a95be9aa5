import { NO_PARENT } from './span-table.ts'
import type { Trace } from './span-table.ts'

/**
 * Whether nothing in a trace ran beside anything else: each span lies within its
 * parent, and begins when the child before it has ended.
 *
 * @param reachedMs room for a time of each span
 */
export function isSerial(trace: Trace, reachedMs: Float64Array): boolean {
  for (let span = 0; span < trace.length; span++) {
    const startMs = trace.startMs(span)
    const endMs = trace.endMs(span)
    const parent = trace.parent(span)
    // Up to where its children have come.
    reachedMs[span] = startMs
    if (parent === NO_PARENT) continue
    if (startMs < (reachedMs[parent] ?? Infinity) || endMs > trace.endMs(parent)) return false
    reachedMs[parent] = endMs
  }
  return true
}
