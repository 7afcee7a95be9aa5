import type { GivenSpan } from './trace-of.ts'

// What docs say of self time and the critical path, millisecond by millisecond; times are whole.

/** @returns by the span's number: how many of its ms no child was running in */
export function slowSelfTimes(spans: readonly GivenSpan[]): number[] {
  return spans.map(({ startMs, endMs }, nth) => {
    let own = 0
    for (let ms = startMs; ms < endMs; ms++) {
      const isCovered = childrenOf(spans, nth).some(
        (child) => (spans[child]?.startMs ?? 0) <= ms && ms < (spans[child]?.endMs ?? 0),
      )
      if (!isCovered) own++
    }
    return own
  })
}

/** @returns which span each ms of the root belongs to, the first ms first */
export function slowCriticalPath(spans: readonly GivenSpan[]): number[] {
  const [root] = spans
  if (root === undefined) return []
  return back(spans, 0, root.startMs, root.endMs).toReversed()
}

/** The owners of the ms of a stretch of a span, the last ms first. */
function back(spans: readonly GivenSpan[], span: number, fromMs: number, untilMs: number): number[] {
  const owners: number[] = []
  let came: number | undefined
  for (let ms = untilMs; ms > fromMs;) {
    const child = waitedFor(spans, span, ms, fromMs, came)
    if (child === undefined) {
      owners.push(span)
      ms--
      came = undefined
      continue
    }
    const { startMs, endMs } = timesOf(spans, child)
    while (ms > endMs) {
      owners.push(span)
      ms--
    }
    const beginMs = Math.max(fromMs, startMs)
    owners.push(...back(spans, child, beginMs, ms))
    ms = beginMs
    came = child
  }
  return owners
}

/** @param came the child that begins at that time, by which the path came to it */
function waitedFor(
  spans: readonly GivenSpan[],
  span: number,
  ms: number,
  fromMs: number,
  came: number | undefined,
): number | undefined {
  const { endMs: parentEndMs, gaveUp } = timesOf(spans, span)
  const real = childrenOf(spans, span).filter((child) => {
    const { startMs, endMs } = timesOf(spans, child)
    return endMs > startMs && startMs < ms && endMs > fromMs
  })
  const outlived = (child: number): boolean =>
    !gaveUp && (spans[child]?.cut === true || timesOf(spans, child).endMs > parentEndMs)
  const inTime = real.filter((child) => !outlived(child))
  const last = best(
    spans,
    inTime.filter((child) => timesOf(spans, child).endMs <= ms),
  )
  const running = real
    .filter((child) =>
      outlived(child)
        ? came !== undefined && spans[child]?.name === spans[came]?.name
        : timesOf(spans, child).endMs > ms,
    )
    .toSorted(
      (a, b) =>
        timesOf(spans, a).startMs - timesOf(spans, b).startMs ||
        // Of those that outlived the span, the end does not matter.
        Number(outlived(a)) - Number(outlived(b)) ||
        (outlived(a) ? a - b : compareBest(spans, a, b)),
    )
    .at(0)
  if (last === undefined) return running
  if (running !== undefined && ms - timesOf(spans, last).endMs > 3) return running
  if (gaveUp || spans[last]?.failed !== true) return last
  const sound = best(
    spans,
    inTime.filter((child) => timesOf(spans, child).endMs <= ms && spans[child]?.failed !== true),
  )
  if (sound === undefined) return last
  const overlaps = timesOf(spans, sound).endMs > timesOf(spans, last).startMs
  return overlaps && timesOf(spans, last).endMs - timesOf(spans, sound).endMs <= 3 ? sound : last
}

function best(spans: readonly GivenSpan[], of: readonly number[]): number | undefined {
  return of.toSorted((a, b) => compareBest(spans, a, b)).at(0)
}

function compareBest(spans: readonly GivenSpan[], a: number, b: number): number {
  return (
    timesOf(spans, b).endMs - timesOf(spans, a).endMs ||
    Number(spans[a]?.failed ?? false) - Number(spans[b]?.failed ?? false) ||
    timesOf(spans, a).startMs - timesOf(spans, b).startMs ||
    a - b
  )
}

function timesOf(
  spans: readonly GivenSpan[],
  span: number,
): { readonly startMs: number; readonly endMs: number; readonly gaveUp: boolean } {
  const { startMs = 0, endMs = 0, failed = false, cut = false } = spans[span] ?? {}
  return { startMs, endMs, gaveUp: failed || cut }
}

function childrenOf(spans: readonly GivenSpan[], span: number): number[] {
  return [...spans.keys()].filter((other) => other > 0 && (spans[other]?.parent ?? 0) === span)
}
