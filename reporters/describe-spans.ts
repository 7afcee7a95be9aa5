import { formatExact, formatNumber, formatShare, printable } from '../src/core/format.ts'
import { shorten } from '../src/core/shorten.ts'
import type { OperationRecord } from '../src/core/span-record.ts'
import type { MeasurementRecord } from '../src/core/wire.ts'

const OPERATIONS_SHOWN = 4

/**
 * Where the time went: the operations with the largest shares of the critical
 * path, a line each below a title; the first is the bottleneck. Empty where there
 * is nothing but the iterations themselves, or no time has passed.
 */
export function describeSpans({ name, clock, spans }: MeasurementRecord): readonly string[] {
  if (spans === null || spans.operations.length < 2) return []
  const shown = spans.operations.filter(({ criticalShare }) => criticalShare > 0).slice(0, OPERATIONS_SHOWN)
  if (shown.length === 0) return []
  const names = shown.map((operation) => nameOf(operation, name))
  const shares = shown.map(({ criticalShare }) => formatShare(criticalShare))
  const width = (texts: readonly string[]): number => Math.max(...texts.map((text) => text.length))
  const more = spans.operations.length + spans.leftOut - shown.length
  return [
    'where the time goes, by the critical path',
    ...shown.map(
      ({ callsPerIteration, selfMs, count, errors }, i) =>
        `  ${(names[i] ?? '').padEnd(width(names))}  ${(shares[i] ?? '').padStart(width(shares))}  ${formatEach(callsPerIteration)} × ${formatNumber(selfMs / count)} ${clock === 'virtual' ? 'virtual ms' : 'ms'}${errors > 0 ? `, ${formatExact(errors)} failed` : ''}${i === 0 ? '  ← bottleneck' : ''}`,
    ),
    ...(more > 0 ? [`  and ${formatExact(more)} more`] : []),
  ]
}

/** The iteration itself is its own code, and waits that no span tells of. */
function nameOf({ name }: OperationRecord, measurement: string): string {
  return shorten(printable(name)) + (name === measurement ? ' itself' : '')
}

function formatEach(each: number): string {
  return Number.isInteger(each) ? formatExact(each) : formatNumber(each)
}
