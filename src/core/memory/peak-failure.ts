import { formatBytes, formatBytesAgainst, formatExactBytes } from '../byte-size.ts'
import type { FailureHeading } from '../failure.ts'
import { formatCount } from '../format.ts'
import type { Outcome } from '../judging/rule.ts'
import type { PeakRun } from './heap-peak.ts'
import { totalBytes } from './heap-run.ts'

/** From this share on, what is left or off the heap is what to look at. */
const MOSTLY = 0.5

/** What there is to tell about how much a function holds at once. */
export interface PeakFinding {
  readonly limitBytes: number
  readonly outcome: Outcome
  readonly runs: readonly PeakRun[]
  /** The one that is judged. */
  readonly last: PeakRun
}

/** The whole message of a limit on the peak that was not kept, or that could not be decided. */
export function formatPeakFailure(finding: PeakFinding, heading: FailureHeading): string {
  const { limitBytes, outcome, runs, last } = finding
  const { atLeast, atMost } = last.bounds
  const { negated, title } = heading
  const shown = outcome === 'pass' ? atMost : atLeast
  const [limit, received] = [
    formatExactBytes(limitBytes),
    formatBytesAgainst(Math.max(0, totalBytes(shown)), limitBytes),
  ]
  const width = Math.max(limit.length, received.length)
  return [
    `${title}   what could be reached at once, above the ${formatBytes(last.beforeBytes)} before`,
    '',
    `Expected peak  ${negated ? '≥' : '<'} ${limit.padStart(width)}`,
    `Received peak  ${outcome === 'pass' ? '≤' : '≥'} ${received.padStart(width)}          ${formatBytes(totalBytes(atLeast))} to ${formatBytes(totalBytes(atMost))} · run ${runs.length}, ${formatCount(last.collections, 'collection')} · ${formatBytes(last.allocatedBytes)} allocated`,
    '',
    `  heap      ${formatBytes(Math.max(0, shown.heapBytes))}`,
    `  off-heap  ${formatBytes(Math.max(0, shown.offHeapBytes))}   buffers, and what else objects hold outside of the heap`,
    `  held when it had returned  ${formatBytes(last.leftBytes)}`,
    ...formatReason(finding),
    ...formatAdvice(finding, heading),
  ].join('\n')
}

function formatReason({ outcome, limitBytes, last: { bounds } }: PeakFinding): string[] {
  if (outcome !== 'inconclusive') return []
  return [
    '',
    `Inconclusive: live objects are only counted when garbage is collected. Between two collections the peak was somewhere from ${formatBytes(totalBytes(bounds.atLeast))} to ${formatBytes(totalBytes(bounds.atMost))}, and the limit of ${formatExactBytes(limitBytes)} lies in between.`,
  ]
}

function formatAdvice(
  { outcome, limitBytes, last: { bounds, leftBytes } }: PeakFinding,
  { negated }: FailureHeading,
): string[] {
  const least = totalBytes(bounds.atLeast)
  if (outcome === 'inconclusive') {
    return [
      `Next step: set the limit ${negated ? `to ${formatBytes(least)} or less` : `above ${formatBytes(totalBytes(bounds.atMost))}`}, give it more time with { maxTime }, or let the function await between its steps, where it can be looked at.`,
    ]
  }
  if (negated) return []
  const where =
    leftBytes >= limitBytes * MOSTLY
      ? 'most of it is still held when the function has returned: it is in the result, in a cache or in a closure. Return less, or a stream.'
      : 'it holds everything at once: read and hand on piece by piece, with `for await` over a stream or a generator, instead of gathering into an array, a string or a Buffer first.'
  return ['', `Next step: ${where}`]
}
