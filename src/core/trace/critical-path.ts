import { AwaitedChildren, NONE } from './awaited-children.ts'
import { ChildIndex } from './child-index.ts'
import type { Trace } from './span-table.ts'

/** A stretch of the time that a trace took, and the one span that it was spent in. */
export interface CriticalSegment {
  readonly span: number
  readonly fromMs: number
  readonly untilMs: number
}

/**
 * The path of spans that a trace's duration hangs on: shorten one of them and
 * the trace gets shorter. It is found backwards from the root's end. A span
 * waited, at a time, for
 *
 * 1. the child that ended then, or up to 3 ms before: the last one. Of two at
 *    the same time, the one that has not failed, then the longer one. One that
 *    failed up to 3 ms after another with which it overlapped has lost a race:
 *    the other one counts, the last that has not failed, unless the span failed
 *    itself, or was never ended;
 * 2. otherwise the child that was running, the first one to begin;
 * 3. otherwise nothing: it was at work itself, back to the end of the last child before.
 *
 * From there it goes on where the child began. A child that outlives the span,
 * or that nobody has ended, was not waited for: nothing came of it in time. It
 * was in two cases. The span failed, or was never ended: it gave up waiting. Or
 * the time is that at which the path has come to the start of a child of the
 * same name: that one was sent because the first one took so long (a hedged
 * request). Children of no length are never waited for.
 *
 * The segments cover the root's time without a gap, so that shares of it add up
 * to 1.
 *
 * @returns the segments, the latest first
 */
export function criticalPath(trace: Trace): readonly CriticalSegment[] {
  const segments: CriticalSegment[] = []
  if (trace.length > 0) {
    walkCriticalPath(trace, new ChildIndex().fill(trace), trace.startMs(0), (span, fromMs, untilMs) => {
      segments.push({ span, fromMs, untilMs })
    })
  }
  return segments
}

/** A span on the path, and how far back the path has come in it. */
interface Step {
  readonly awaited: AwaitedChildren
  span: number
  fromMs: number
  cursorMs: number
}

/**
 * Tells the critical path of a trace piece by piece, the latest first.
 *
 * @param children those of the trace; they come out in another order
 * @param sinceMs what was before is not looked at
 */
export function walkCriticalPath(
  trace: Trace,
  children: ChildIndex,
  sinceMs: number,
  tell: (span: number, fromMs: number, untilMs: number) => void,
): void {
  // On the way down there may be more of them than a call stack holds.
  const steps: Step[] = []
  let depth = 0
  const enter = (span: number, fromMs: number, untilMs: number): void => {
    if (untilMs <= fromMs) return
    if (children.end(span) === children.first(span)) return tell(span, fromMs, untilMs)
    const step = (steps[depth++] ??= {
      awaited: new AwaitedChildren(trace, children),
      span,
      fromMs,
      cursorMs: 0,
    })
    step.span = span
    step.fromMs = fromMs
    step.cursorMs = untilMs
    step.awaited.of(span, fromMs, untilMs)
  }
  enter(0, sinceMs, trace.endMs(0))
  while (depth > 0) {
    const step = steps[depth - 1]
    if (step === undefined) return
    const { span, fromMs, cursorMs } = step
    const child = cursorMs > fromMs ? step.awaited.at(cursorMs) : NONE
    const backMs = child === NONE ? fromMs : Math.min(cursorMs, trace.endMs(child))
    if (backMs < cursorMs) tell(span, backMs, cursorMs)
    if (child === NONE) {
      depth--
      continue
    }
    step.cursorMs = Math.max(fromMs, trace.startMs(child))
    enter(child, step.cursorMs, backMs)
  }
}
