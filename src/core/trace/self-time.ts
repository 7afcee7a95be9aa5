import { ChildIndex } from './child-index.ts'
import type { Trace } from './span-table.ts'

/**
 * What each span took itself: its duration without the time in which at least
 * one of its children was running. Of a child that outlives its parent, or began
 * before it, only what lies within counts.
 *
 * @param children those of the trace
 * @param sinceMs what was before does not count. Default: all counts
 * @param selfMs is filled. Default: a new one
 * @returns ms, by the span's number
 */
export function selfTimes(
  trace: Trace,
  children: ChildIndex = new ChildIndex().fill(trace),
  sinceMs: number = -Infinity,
  selfMs: Float64Array = new Float64Array(trace.length),
): Float64Array {
  for (let span = 0; span < trace.length; span++) {
    const fromMs = Math.max(sinceMs, trace.startMs(span))
    const untilMs = trace.endMs(span)
    let coveredMs = 0
    let reachedMs = fromMs
    const end = children.end(span)
    // In order of their starts.
    for (let place = children.first(span); place < end; place++) {
      const child = children.at(place)
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
