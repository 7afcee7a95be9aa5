import { formatBytes } from '../byte-size.ts'
import { formatExact, formatNumber, printable } from '../format.ts'
import { CHECKPOINTS } from '../stats/heap-trend.ts'
import type { Culprit } from './culprit.ts'
import type { LeakFinding } from './leak-finding.ts'
import type { LeakReport } from './leak-report.ts'

/** What to do about memory that is kept, or about what could not be decided; nothing where it was expected. */
export function adviseOnLeak({ finding, limitBytes, culprit }: LeakReport, negated: boolean): string[] {
  const { outcome } = finding
  if (outcome === 'inconclusive') return ['', ...describeUndecided(finding, limitBytes)]
  return outcome === 'clean' || negated ? [] : ['', `Next step: ${adviseOn(finding, culprit)}`]
}

/** A limit that the same watch could tell from nothing, as one would write it: `600 B`. */
export function suggestLimit({ trend }: LeakFinding): string {
  const bytes = Math.max(1, trend?.resolutionBytes ?? 1)
  const step = 10 ** Math.max(0, Math.floor(Math.log10(bytes)) - 1)
  return `${Math.ceil(bytes / step) * step} B`
}

function adviseOn(finding: LeakFinding, culprit: Culprit | undefined): string {
  if (culprit !== undefined && isKeptByMock(culprit)) {
    return "a mock of Vitest's keeps all that it was called with. Empty it between the blocks of calls: toNotLeakMemory({ between: () => mock.mockClear() })."
  }
  const variable = culprit?.heldBy?.variable
  const holder = variable === undefined ? 'what holds it' : `\`${printable(variable)}\``
  return `take out of ${holder} what is no longer needed. If it is a bounded cache, set \`warmup\` above its capacity; it has more than ${formatExact(capacity(finding))} entries if each call adds one.`
}

/** The parts of a mock that remember its calls; those of a user's own object are hardly named so all together. */
const MOCK_PARTS = ['invocationCallOrder', 'settledResults', 'contexts', 'instances', 'calls', 'results']

function isKeptByMock({ heldBy, allocatedIn }: Culprit): boolean {
  if (allocatedIn[0]?.place.file.includes('@vitest/spy') === true) return true
  const steps = (heldBy?.path ?? []).join(' ')
  return /\bmock\b/.test(steps) && MOCK_PARTS.some((part) => steps.includes(part))
}

function capacity({ levels, blockCalls, warmupCalls }: LeakFinding): number {
  return warmupCalls + (levels.length - 1) * blockCalls
}

function describeUndecided(finding: LeakFinding, limitBytes: number | undefined): string[] {
  const { because, levels, maxTimeMs, trend, blockCalls } = finding
  const blocks = levels.length - 1
  const time = `the time of ${formatNumber(maxTimeMs)} ms`
  if (because === 'still growing') {
    return [
      `Inconclusive: it was still growing when ${time} was over, but not yet for as long as it takes to tell a leak from a cache that fills up.`,
      'Next step: give it more time, with maxTime and the timeout of the test. If it is a bounded cache, set `warmup` above its capacity.',
    ]
  }
  if (because === 'too coarse') {
    return [
      `Inconclusive: a leak of ${formatBytes(limitBytes ?? 0)} per call would not have been seen: ${blocks} blocks of ${formatExact(blockCalls)} show ${formatBytes(trend?.resolutionBytes ?? 0)} or more.`,
      `Next step: give it more time, with maxTime and the timeout of the test, or a limit of ${suggestLimit(finding)}.`,
    ]
  }
  return [
    `Inconclusive: ${blocks} of at least ${CHECKPOINTS[0]} blocks were done when ${time} was over.`,
    'Next step: give it more time, with maxTime and the timeout of the test, or hand it less work.',
  ]
}
