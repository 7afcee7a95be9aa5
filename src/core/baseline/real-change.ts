import { formatNumber, formatShare } from '../format.ts'
import { quantile } from '../stats/quantile.ts'
import type { RegressionScore } from '../stats/regression.ts'
import type { ProcessRow } from './process-row.ts'

const NS_PER_MS = 1e6

/** The least times of a baseline and of fresh processes, in ms. */
export function floorsMs(
  base: readonly ProcessRow[],
  attempts: readonly ProcessRow[],
): { readonly before: number; readonly now: number } {
  const floors = base.map(({ floorNs }) => floorNs)
  return {
    before: middleOf(floors) / NS_PER_MS,
    now: Math.min(...attempts.map(({ floorNs }) => floorNs)) / NS_PER_MS,
  }
}

/** `12 % slower, 0.0512 → 0.0574 ms`: by how much at least, in either view. */
export function describeChange(
  score: RegressionScore,
  base: readonly ProcessRow[],
  attempts: readonly ProcessRow[],
): string {
  const { before, now } = floorsMs(base, attempts)
  return `${describeRatio(leastChange(score))}, ${formatNumber(before)} → ${formatNumber(now)} ms`
}

/** Of the two views the one that says less: the logarithm of a ratio. */
export function leastChange({ raw, normalized }: RegressionScore): number {
  return raw > 0 || normalized > 0 ? Math.min(raw, normalized) : Math.max(raw, normalized)
}

/** `12 % slower` of the logarithm of a ratio; `11 % faster` below 0, `the same` at it. */
export function describeRatio(log: number): string {
  const share = Math.expm1(log)
  if (share === 0) return 'the same'
  return `${formatShare(Math.abs(share))} ${share < 0 ? 'faster' : 'slower'}`
}

/** The middle of some figures. */
export function middleOf(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  )
}
