import type { ArrivalKind, Stage } from '../load.ts'
import type { Random } from './random.ts'

/** A rate that changes in a straight line. */
interface Segment {
  readonly durationMs: number
  /** Arrivals per ms, at its start and at its end. */
  readonly from: number
  readonly to: number
}

/**
 * When the iterations of an open loop arrive: ms since the start, ascending.
 * With a rate it never ends; with stages it ends with them.
 *
 * `constant`: evenly spaced, the first at once. `poisson`: exponential gaps, as
 * from many independent callers. Where the rate changes, gaps are measured in
 * expected arrivals (time-rescaling of an inhomogeneous Poisson process).
 *
 * @param load arrivals per second, or stages whose targets are; the first stage starts at a rate of 0
 * @param random draws the gaps of `poisson`
 */
export function* arrivalTimes(
  load: { readonly rate: number } | { readonly stages: readonly Stage[] },
  kind: ArrivalKind,
  random: Random,
): Generator<number, void> {
  const gap = (): number => (kind === 'constant' ? 1 : -Math.log1p(-random()))
  // In expected arrivals, still to go.
  let ahead = kind === 'constant' ? 0 : gap()
  let startMs = 0
  for (const segment of segments(load)) {
    let atMs = 0
    for (;;) {
      const nextMs = timeOf(segment, atMs, ahead)
      if (nextMs >= segment.durationMs) break
      yield startMs + nextMs
      atMs = nextMs
      ahead = gap()
    }
    ahead -= expected(segment, segment.durationMs) - expected(segment, atMs)
    startMs += segment.durationMs
  }
}

/**
 * The target of stages at a time, in a straight line between their ends.
 *
 * @param start the target before the first stage
 * @returns undefined once they are over
 */
export function targetAt(stages: readonly Stage[], start: number, ms: number): number | undefined {
  let from = start
  let left = ms
  for (const { durationMs, target } of stages) {
    if (left < durationMs) return from + ((target - from) * left) / durationMs
    left -= durationMs
    from = target
  }
  return undefined
}

function segments(load: { readonly rate: number } | { readonly stages: readonly Stage[] }): Segment[] {
  if ('rate' in load) {
    return [{ durationMs: Infinity, from: load.rate / 1_000, to: load.rate / 1_000 }]
  }
  return load.stages.map(({ durationMs, target }, i) => ({
    durationMs,
    from: (load.stages[i - 1]?.target ?? 0) / 1_000,
    to: target / 1_000,
  }))
}

/** Arrivals to be expected in the first `ms` of a segment. */
function expected({ durationMs, from, to }: Segment, ms: number): number {
  // A segment without end has one rate.
  return from === to ? from * ms : from * ms + ((to - from) * ms * ms) / (2 * durationMs)
}

/** When so many more arrivals are expected after `sinceMs`; Infinity when never. */
function timeOf(segment: Segment, sinceMs: number, arrivals: number): number {
  const { durationMs, from, to } = segment
  const total = expected(segment, sinceMs) + arrivals
  if (from === to) return from === 0 ? Infinity : total / from
  const slope = (to - from) / durationMs
  const root = from * from + 2 * slope * total
  if (root < 0) return Infinity
  // The form that does not cancel when the slope is small.
  return (2 * total) / (from + Math.sqrt(root))
}
