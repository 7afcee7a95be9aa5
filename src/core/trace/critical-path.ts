import { childrenOf } from './children-of.ts'
import type { Trace } from './span-table.ts'

/** What a parent does between one awaited child and the next counts as its own work only when it takes longer, in ms. */
const GAP_MS = 3

/** A stretch of the time that a trace took, and the one span that it was spent in. */
export interface CriticalSegment {
  readonly span: number
  readonly fromMs: number
  readonly untilMs: number
}

/**
 * The path of spans that a trace's duration hangs on: shorten one of them and
 * the trace gets shorter. It is found backwards from the root's end: the child
 * that ended at the cursor, or up to 3 ms before, was waited for; otherwise the
 * earliest of those that were running; otherwise the span itself was at work,
 * back to the end of the last child before. The segments cover the root's time
 * without a gap, so that shares of it add up to 1.
 *
 * @returns the segments, the latest first
 */
export function criticalPath(trace: Trace): readonly CriticalSegment[] {
  const children = childrenOf(trace)
  const segments: CriticalSegment[] = []
  const visit = (span: number, fromMs: number, untilMs: number): void => {
    let cursorMs = untilMs
    const own = (backToMs: number): void => {
      if (backToMs < cursorMs) segments.push({ span, fromMs: backToMs, untilMs: cursorMs })
      cursorMs = backToMs
    }
    while (cursorMs > fromMs) {
      const child = waitedFor(trace, children[span] ?? [], cursorMs, fromMs)
      if (child === undefined) return own(fromMs)
      own(Math.max(fromMs, Math.min(cursorMs, trace.endMs(child))))
      const startMs = Math.max(fromMs, trace.startMs(child))
      visit(child, startMs, cursorMs)
      cursorMs = startMs
    }
  }
  if (trace.length > 0) visit(0, trace.startMs(0), trace.endMs(0))
  return segments
}

/** The child that a span waited for at a time, if any; one with no length is no wait. */
function waitedFor(
  trace: Trace,
  children: readonly number[],
  atMs: number,
  fromMs: number,
): number | undefined {
  let ended: number | undefined
  let running: number | undefined
  for (const child of children) {
    const startMs = trace.startMs(child)
    const endMs = trace.endMs(child)
    if (startMs >= atMs) break
    if (endMs <= fromMs || endMs <= startMs) continue
    if (endMs > atMs) running ??= child
    else if (ended === undefined || comesBefore(trace, child, ended)) ended = child
  }
  if (ended === undefined) return running
  return running !== undefined && atMs - trace.endMs(ended) > GAP_MS ? running : ended
}

/** Of two that have ended, the later one; at the same time the one that has not failed; then the longer one. */
function comesBefore(trace: Trace, a: number, b: number): boolean {
  if (trace.endMs(a) !== trace.endMs(b)) return trace.endMs(a) > trace.endMs(b)
  return trace.failed(b) && !trace.failed(a)
}
