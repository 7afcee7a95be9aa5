import { formatNumber, formatShare } from '../format.ts'
import type { Regression } from '../stats/regression.ts'

const NS_PER_MS = 1e6

/** `12 % slower, 0.0512 → 0.0574 ms`: by how much at least, in either view, and the least times. */
export function describeChange(
  regression: Pick<Regression, 'raw' | 'normalized' | 'floorNs' | 'knownFloorNs'>,
): string {
  const [before, now] = [regression.knownFloorNs, regression.floorNs].map((ns) =>
    formatNumber(ns / NS_PER_MS),
  )
  return `${describeRatio(leastChange(regression))}, ${before} → ${now} ms`
}

/** Of the two views the one that says less: the logarithm of a ratio. */
function leastChange({ raw, normalized }: Pick<Regression, 'raw' | 'normalized'>): number {
  return raw > 0 || normalized > 0 ? Math.min(raw, normalized) : Math.max(raw, normalized)
}

/** `12 % slower` of the logarithm of a ratio; `11 % faster` below 0, `the same` at it. */
export function describeRatio(log: number): string {
  const share = Math.expm1(log)
  if (share === 0) return 'the same'
  return `${formatShare(Math.abs(share))} ${share < 0 ? 'faster' : 'slower'}`
}
