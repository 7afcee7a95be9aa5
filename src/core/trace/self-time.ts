import { childrenOf } from './children-of.ts'
import type { Trace } from './span-table.ts'

/**
 * What each span took itself: its duration without the time in which at least
 * one of its children was running. Of a child that outlives its parent, or began
 * before it, only what lies within counts.
 *
 * @returns ms, by the span's number
 */
export function selfTimes(trace: Trace): Float64Array {
  const children = childrenOf(trace)
  const selfMs = new Float64Array(trace.length)
  for (let span = 0; span < trace.length; span++) {
    const fromMs = trace.startMs(span)
    const untilMs = trace.endMs(span)
    let coveredMs = 0
    let reachedMs = fromMs
    // In order of their starts.
    for (const child of children[span] ?? []) {
      const endMs = Math.min(trace.endMs(child), untilMs)
      const startMs = Math.max(trace.startMs(child), reachedMs)
      if (endMs <= startMs) continue
      coveredMs += endMs - startMs
      reachedMs = endMs
    }
    selfMs[span] = Math.max(0, untilMs - fromMs - coveredMs)
  }
  return selfMs
}
