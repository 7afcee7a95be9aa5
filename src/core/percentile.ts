import { usageError } from './errors.ts'

/** Reads a percentile; the only place that knows its range. */
export function readPercentile(value: unknown, place: string): number {
  if (typeof value === 'number' && value > 0 && value < 1) {
    throw usageError({
      place,
      rule: 'percentiles go from 0 to 100',
      received: { value },
      fix: `Did you mean ${Number((value * 100).toPrecision(12))}?`,
    })
  }
  if (typeof value === 'number' && value >= 0 && value <= 100) return value
  throw usageError({
    place,
    rule: 'a percentile must be a number from 0 to 100',
    received: { value },
    fix: 'Write 95 for the 95th percentile.',
  })
}

/**
 * From how many samples on a percentile lies inside them, not only at their
 * end: 1 / (1 − q). With fewer, it is not shown as a figure.
 */
export function leastSamples(p: number): number {
  // Rounded first: 1 / (1 − 0.95) is a hair above 20 in floating point.
  return p === 100 ? 1 : Math.ceil(Number((100 / (100 - p)).toPrecision(12)))
}
