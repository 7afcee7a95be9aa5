import { quantile } from './quantile.ts'

/** The middle of some figures; NaN without any. */
export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  )
}
