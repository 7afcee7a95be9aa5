import { formatByteChange, formatBytes } from '../byte-size.ts'
import type { FailureHeading } from '../failure.ts'
import { formatCount, formatExact } from '../format.ts'
import { LEAST_BYTES_PER_CALL, callsAfter } from '../stats/heap-trend.ts'
import { formatCulprit } from './format-culprit.ts'
import type { HeapLevel } from './heap-level.ts'
import { adviseOnLeak, suggestLimit } from './leak-advice.ts'
import type { LeakFinding } from './leak-finding.ts'
import type { LeakReport } from './leak-report.ts'

/** A pass that could see no less than this says so. */
const COARSE_BYTES = 64
/** A part of the memory that has moved less than this share of all is not worth a line. */
const WORTH_A_LINE = 0.05

/** The whole message of memory that is kept, or is not, or of what could not be decided. */
export function formatLeakFailure(report: LeakReport, heading: FailureHeading): string {
  const { finding, clock, culprit } = report
  return [
    `${heading.title}   ${clock} clock`,
    '',
    ...formatFigures(report, heading.negated),
    ...formatLevels(finding),
    ...(culprit === undefined ? [] : formatCulprit(culprit)),
    ...adviseOnLeak(report, heading.negated),
  ].join('\n')
}

/** Whether a leak that is worth knowing would not have been seen, though nobody has set a limit. */
export function isCoarse({ finding, limitBytes }: LeakReport): boolean {
  return limitBytes === undefined && (finding.trend?.resolutionBytes ?? 0) > COARSE_BYTES
}

/** What a pass with a coarse resolution has to say. */
export function formatCoarseResolution({ finding }: LeakReport, title: string): string {
  const seen = formatBytes(finding.trend?.resolutionBytes ?? 0)
  return (
    `${title} passed, but a leak below ${seen} per call would not have been seen: ${formatBlocks(finding)}. ` +
    `Give it more time with maxTime, or say that this is enough: { limit: '${suggestLimit(finding)}' }.`
  )
}

function formatFigures({ finding, limitBytes }: LeakReport, negated: boolean): string[] {
  const { trend } = finding
  const limit = formatBytes(limitBytes ?? trend?.resolutionBytes ?? LEAST_BYTES_PER_CALL)
  const received = trend === undefined ? '—' : formatBytes(Math.max(0, trend.bytesPerCall))
  const width = Math.max(limit.length, received.length)
  const resolution = trend === undefined ? '' : `; resolution ${formatBytes(trend.resolutionBytes)}`
  return [
    `Expected memory kept  ${negated ? '≥' : '<'} ${limit.padStart(width)} per call`,
    `Received memory kept    ${received.padStart(width)} per call          ${formatBlocks(finding)}${resolution}`,
  ]
}

function formatBlocks({ levels, blockCalls, warmupCalls }: LeakFinding): string {
  return `${formatCount(levels.length - 1, 'block')} × ${formatCount(blockCalls, 'call')}, after ${formatExact(warmupCalls)} of warm-up`
}

/** How each part of the memory has moved, after a quarter, a half and all of the calls. */
function formatLevels({ levels, blockCalls, trend }: LeakFinding): string[] {
  const blocks = levels.length - 1
  const [base] = levels
  if (base === undefined || blocks < 1) return []
  const at = [...new Set([Math.ceil(blocks / 4), Math.ceil(blocks / 2), blocks])]
  const changes = (part: keyof HeapLevel): number[] =>
    at.map((block) => (levels[block]?.[part] ?? base[part]) - base[part])
  const parts = [
    { label: 'heap', bytes: changes('heapBytes') },
    { label: 'off-heap', bytes: changes('offHeapBytes') },
  ]
  const moved = (bytes: readonly number[]): number => Math.abs(bytes.at(-1) ?? 0)
  const all = parts.reduce((sum, { bytes }) => sum + moved(bytes), 0)
  const shown = parts.filter(({ bytes }, i) => moved(bytes) > all * WORTH_A_LINE || (all === 0 && i === 0))
  const calls = at.map((block) => formatExact(callsAfter(block, blockCalls))).join(' → ')
  return [
    '',
    ...shown.map(({ label, bytes }) => {
      const figures = bytes.map((change) => formatByteChange(change)).join(' → ')
      return `  ${label.padEnd(8)}  ${figures} after ${calls} calls${trend?.grows === true ? '; still growing' : ''}`
    }),
  ]
}
