import { formatExact, formatNumber, formatShare } from '../format.ts'
import type { Measurement } from '../measurement.ts'
import { publicName } from '../redact.ts'
import { shorten } from '../shorten.ts'
import type { Operation } from './operation.ts'

const SHOWN = 4

/** Operations by their share of the critical path, the largest first: `  llm  62 %  1 × 230 ms`, times without those of spans within. */
export function formatShares({ spans }: Pick<Measurement, 'spans'>): string[] {
  const shown = byShare(spans.operations).slice(0, SHOWN)
  const names = shown.map(({ name }) => shorten(publicName(name)))
  const shares = shown.map(({ criticalShare }) => formatShare(criticalShare))
  const width = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length))
  return shown.map(
    ({ perIteration, selfMs, count }, i) =>
      `  ${(names[i] ?? '').padEnd(width(names))}  ${(shares[i] ?? '').padStart(width(shares))}  ${formatEach(perIteration)} × ${formatNumber(selfMs / count)} ms`,
  )
}

/**
 * `Most of the critical path: web_search 62 %.`
 *
 * @returns undefined where there is nothing but the iterations themselves, or no time has passed
 */
export function describeBottleneck({ name, spans }: Pick<Measurement, 'name' | 'spans'>): string | undefined {
  const [first] = byShare(spans.operations)
  if (first === undefined || spans.operations.length < 2 || !(first.criticalShare > 0)) return undefined
  const own = first.name === name ? ', outside of all spans' : ''
  return `Most of the critical path: ${shorten(publicName(first.name))} ${formatShare(first.criticalShare)}${own}.`
}

function byShare(operations: readonly Operation[]): readonly Operation[] {
  return operations.toSorted((a, b) => b.criticalShare - a.criticalShare)
}

function formatEach(each: number): string {
  return Number.isInteger(each) ? formatExact(each) : formatNumber(each)
}
