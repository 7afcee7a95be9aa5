import { formatBytes, formatBytesAgainst, formatExactBytes } from '../byte-size.ts'
import type { FailureHeading } from '../failure.ts'
import { formatCount, formatExact } from '../format.ts'
import type { Outcome } from '../judging/rule.ts'
import type { AllocationFigure } from './allocation.ts'

/** From this share on, buffers are what to look at. */
const MOSTLY = 0.5

/** What there is to tell about what a function allocates. */
export interface AllocationFinding {
  readonly limitBytes: number
  readonly outcome: Outcome
  readonly figure: AllocationFigure
  /** Calls that came before, and do not count. */
  readonly warmupCalls: number
}

/** The whole message of a limit on allocated bytes that was not kept, or that could not be decided. */
export function formatAllocationFailure(finding: AllocationFinding, heading: FailureHeading): string {
  const { limitBytes, figure, warmupCalls } = finding
  const { negated, title } = heading
  const received = formatBytesAgainst(clean(figure.bytes), limitBytes)
  const limit = formatExactBytes(limitBytes)
  const width = Math.max(limit.length, received.length)
  return [
    `${title}   bytes per call`,
    '',
    `Expected allocation  ${negated ? '≥' : '<'} ${limit.padStart(width)}`,
    `Received allocation    ${received.padStart(width)}          ${formatBytes(figure.low)} to ${formatBytes(figure.high)} · ${formatCount(figure.calls, 'call')} in ${formatExact(figure.blocks)} blocks, after ${formatExact(warmupCalls)} to warm up · resolution ${formatBytes(figure.resolutionBytes)}`,
    '',
    ...formatParts(figure),
    ...formatReason(finding),
    ...formatAdvice(finding, heading),
  ].join('\n')
}

function formatParts({ heapBytes, offHeapBytes }: AllocationFigure): string[] {
  const parts = [formatBytes(clean(heapBytes)), formatBytes(clean(offHeapBytes))]
  const width = Math.max(...parts.map((part) => part.length))
  return [
    `  heap      ${parts[0]?.padStart(width)}`,
    `  off-heap  ${parts[1]?.padStart(width)}   buffers, and what else objects hold outside of the heap`,
  ]
}

/** Less than nothing is what the noise made of nothing. */
function clean(bytes: number): number {
  return Math.max(0, bytes)
}

function formatReason({ outcome, figure, limitBytes }: AllocationFinding): string[] {
  if (outcome !== 'inconclusive') return []
  return [
    '',
    `Inconclusive: a call allocates ${formatBytes(figure.low)} to ${formatBytes(figure.high)}, and the limit of ${formatExactBytes(limitBytes)} lies in between.`,
  ]
}

function formatAdvice({ outcome, figure }: AllocationFinding, { negated }: FailureHeading): string[] {
  if (outcome === 'inconclusive') {
    return [
      `Next step: set the limit ${negated ? `to ${formatBytes(figure.low)} or less` : `above ${formatBytes(figure.high)}`}, give it more time with { maxTime }, or make each call do the same.`,
    ]
  }
  if (negated) return []
  const where =
    figure.offHeapBytes > figure.bytes * MOSTLY
      ? 'look for buffers that could be read in pieces or used again.'
      : 'look for copies: spreads, slices, `concat`, JSON there and back, closures made in each call.'
  return [
    '',
    `Next step: ${where} \`(await perf.memory(fn)).print()\` names the functions that allocate most.`,
  ]
}
