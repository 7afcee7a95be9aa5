import { usageError } from '../../errors.ts'
import { formatCount, formatNumber } from '../../format.ts'
import { describedModel } from './model.ts'
import type { LatencyModel } from './model.ts'

/** Latencies that were measured: so many lay between two. */
export interface MeasuredRange {
  readonly lowMs: number
  /** At least `lowMs`; the same for a latency that is known exactly. */
  readonly highMs: number
  /** Above 0. */
  readonly count: number
}

/**
 * Draws what was measured again, with replacement: quantiles of the draws are
 * those of the measurement. Within a range all latencies are as likely. By
 * inversion, with one draw of the stream for each latency.
 *
 * @param ranges in any order
 * @throws SkillperfError without any
 */
export function resample(ranges: readonly MeasuredRange[], place: string): LatencyModel {
  if (ranges.length === 0) {
    throw usageError({
      place,
      rule: 'an empirical latency needs at least one that was measured',
      fix: 'Look at the source: it holds none.',
    })
  }
  const ascending = ranges.toSorted((a, b) => a.lowMs - b.lowMs)
  const upTo = new Float64Array(ascending.length)
  let total = 0
  for (const [i, { count }] of ascending.entries()) {
    total += count
    upTo[i] = total
  }
  const draw = (share: number): number => {
    const position = share * total
    const i = firstAbove(upTo, position)
    const { lowMs, highMs, count } = ascending[i] ?? { lowMs: Number.NaN, highMs: Number.NaN, count: 1 }
    return lowMs + ((highMs - lowMs) * (position - (upTo[i - 1] ?? 0))) / count
  }
  const figures = [0.5, 0.95].map((share) => formatNumber(draw(share)))
  return describedModel(
    `empirical(${formatCount(total, 'sample')}, p50 ${figures[0]} ms, p95 ${figures[1]} ms)`,
    (random) => draw(random()),
  )
}

/** Index of the first number above `value`, of ascending ones; the last one's when there is none. */
function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] ?? 0) > value) high = middle
    else low = middle + 1
  }
  return low
}
