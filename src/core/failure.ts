import {
  formatAgainst,
  formatCount,
  formatExact,
  formatExactShare,
  formatNumber,
  formatShare,
  formatShareAgainst,
  sparkline,
} from './format.ts'
import type { Evidence } from './judging/rule.ts'
import { publicName } from './redact.ts'
import { leastSamples } from './statistic.ts'
import { describeError } from './thrown.ts'
import type { Timing } from './timing.ts'
import type { Verdict } from './verdict.ts'

const SPARK_WIDTH = 20
const TOOLS_SHOWN = 5
/** From this share of the samples on, being too slow is the rule. */
const MOST = 0.5

/** How a failure is introduced, and what it was up against. */
export interface FailureHeading {
  /** What the user wrote: `expect(run).toHaveP95Below(1500)`. */
  readonly title: string
  /** Under `.not`, pass and fail swap. */
  readonly negated: boolean
  /** Where the limit comes from, when the user did not write it at this place. */
  readonly origin?: string
}

/**
 * The whole message of a limit that was not kept: expected, received with n
 * and spread, the shape of the samples, what the time went into, what to do.
 */
export function formatFailure(run: Timing, verdict: Verdict, heading: FailureHeading): string {
  return [
    `${heading.title}   ${publicName(run.name)}, ${run.clock} clock${verdict.statistic.unit === 'ms' ? ', ms' : ''}`,
    '',
    ...formatComparison(run, verdict, heading),
    ...formatEvidence(run, verdict),
    ...(calledTools(run) ? formatTools(run) : formatAdvice(run, verdict, heading)),
    ...formatErrors(run),
  ].join('\n')
}

function formatComparison(run: Timing, verdict: Verdict, heading: FailureHeading): string[] {
  const { statistic, limit, received } = verdict
  const below = (statistic.bound === 'below') !== heading.negated
  // The strict comparison and its opposite: not below is at least.
  const sign = heading.negated ? (below ? '≤' : '≥') : below ? '<' : '>'
  const unit = statistic.unit === 'ms' ? '' : statistic.unit
  const share = statistic.unit === ''
  const expected = share ? formatExactShare(limit) : formatExact(limit)
  const got = share ? formatShareAgainst(received, limit) : formatAgainst(received, limit)
  const width = Math.max(expected.length, got.length)
  const lines = [
    `Expected ${statistic.label}  ${sign} ${expected.padStart(width)}${unit}`,
    `Received ${statistic.label}    ${got.padStart(width)}${unit}${share ? '' : `          ${formatSpread(run)}`}`,
  ]
  if (heading.origin !== undefined) lines.push(`Limit from ${heading.origin}`)
  return lines
}

/** `n = 300 · p50 412 · p99 702 · max 811`. */
function formatSpread(run: Timing): string {
  const n = `n = ${formatExact(run.n)}`
  if (run.n === 0) return n
  const percentiles = [50, 99].filter((p) => run.n >= leastSamples(p))
  return [
    n,
    ...percentiles.map((p) => `p${p} ${formatNumber(run.percentile(p))}`),
    `max ${formatNumber(run.max)}`,
  ].join(' · ')
}

function formatEvidence(run: Timing, verdict: Verdict): string[] {
  const lines = []
  if (run.n > 1) lines.push(sparkline(run.bins(SPARK_WIDTH)))
  const told = [
    formatExceeding(run, verdict),
    verdict.evidence && formatFinding(verdict.evidence, verdict),
    formatDropped(run),
    formatAttempts(verdict),
  ].filter((line) => line !== undefined)
  return told.length === 0 ? lines : [...lines, '', ...told]
}

function formatExceeding(run: Timing, { exceeding, limit }: Verdict): string | undefined {
  if (exceeding === undefined || run.n === 0) return undefined
  return `${formatExact(exceeding)} of ${formatCount(run.n, 'sample')} took ${formatExact(limit)} ms or longer (${formatShare(exceeding / run.n)}).`
}

/** What the outcome stands on, beyond the figures that are there already. */
function formatFinding(evidence: Evidence, { statistic, outcome }: Verdict): string | undefined {
  if (outcome === 'inconclusive') return undefined
  switch (evidence.kind) {
    case 'exceedances': {
      const sure = evidence.method === 'binomial' ? (outcome === 'fail' ? '99.5 %' : '95 %') : '95 %'
      const side = outcome === 'fail' ? 'At least' : 'Less than'
      const how = evidence.method === 'binomial' ? 'exact binomial bound' : 'sequential test'
      const what = statistic.unit === '' ? 'of all iterations fail' : 'of all iterations do'
      return `${side} ${formatExactShare(evidence.allowed)} ${what}: ${sure} sure (${how}).`
    }
    case 'interval': {
      const unit = statistic.unit === 'ms' ? ' ms' : statistic.unit
      return `The true ${statistic.label} lies between ${formatNumber(evidence.low)} and ${formatNumber(evidence.high)}${unit} (bootstrap-t).`
    }
    case 'extreme':
      return undefined
  }
}

function formatDropped(run: Timing): string | undefined {
  if (run.dropped === 0) return undefined
  return `${formatCount(run.dropped, 'arrival')} ${run.dropped === 1 ? 'was' : 'were'} turned away, because too many were in flight; a percentile counts them as too slow.`
}

function formatAttempts({ attempts, outcome, reason }: Verdict): string | undefined {
  if (outcome === 'inconclusive') return reason === undefined ? undefined : `Inconclusive: ${reason}`
  if (attempts === undefined) return undefined
  return `Repeated in ${formatExact(attempts.breaches)} of ${formatExact(attempts.votes)} fresh attempts.`
}

function calledTools(run: Timing): boolean {
  return run.n > 0 && Object.values(run.counts).some((count) => count.perIteration.mean > 0)
}

/** Without mocked tools nothing tells where the time went; this much the samples tell. */
function formatAdvice(run: Timing, { statistic, exceeding }: Verdict, heading: FailureHeading): string[] {
  if (heading.negated || run.n === 0 || statistic.unit === '') return []
  const where =
    exceeding === undefined
      ? 'make an iteration faster, or run more at once with `concurrency`.'
      : exceeding / run.n >= MOST
        ? 'most iterations are too slow: look at what every one of them does.'
        : 'most iterations are fast enough: look for what the slow ones do besides, such as a cold start, a retry or garbage collection.'
  return [
    '',
    `Next step: ${where} If it calls tools, mock them with perf.network([…]): this message then names the slowest.`,
  ]
}

/** Mocked tools by the time an iteration spends on them: the first place to look. */
function formatTools(run: Timing): string[] {
  const tools = Object.entries(run.counts)
    .map(([name, count]) => ({
      name: publicName(name),
      calls: count.perIteration.mean,
      atOnce: count.atOnce,
      meanMs: count.meanMs,
      ms: count.perIteration.mean * count.meanMs,
    }))
    .filter((tool) => tool.calls > 0)
    .toSorted((a, b) => b.ms - a.ms)
  const [slowest] = tools
  if (slowest === undefined) return []
  const width = Math.max(...tools.map((tool) => tool.name.length))
  const more = tools.length - TOOLS_SHOWN
  const allMs = tools.reduce((sum, tool) => sum + tool.ms, 0)
  return [
    '',
    'Waiting for tools, per iteration (calls that overlap add up)',
    ...tools
      .slice(0, TOOLS_SHOWN)
      .map(
        (tool) =>
          `  ${tool.name.padEnd(width)}  ${formatCalls(tool.calls)} × ${formatNumber(tool.meanMs)} ms = ${formatNumber(tool.ms)} ms`,
      ),
    ...(more > 0 ? [`  and ${more} more`] : []),
    `Next step: ${adviseOnTools(slowest, allMs, run.mean)}`,
  ]
}

/** Below this share of an iteration, waiting for tools does not explain it. */
const EXPLAINS = 0.2

interface ToolWait {
  readonly name: string
  /** Calls in one iteration. */
  readonly calls: number
  readonly atOnce: number
  /** Their milliseconds together. */
  readonly ms: number
}

function adviseOnTools({ name, calls, atOnce, ms }: ToolWait, allMs: number, meanMs: number): string {
  if (allMs / meanMs < EXPLAINS) {
    return `tools are only ${formatShare(allMs / meanMs)} of an iteration: look at the code's own work, and at waits that are not mocked.`
  }
  const share = `${name} is ${formatShare(ms / allMs)} of the waiting`
  if (atOnce > 1) {
    return `${share}, up to ${formatExact(atOnce)} calls at once already: call it less often, or ask it for less.`
  }
  return calls > 1.5
    ? `${share}: call it less often, or at the same time instead of one after the other.`
    : `${share}: cache its answer, ask it for less, or do something else meanwhile.`
}

function formatCalls(calls: number): string {
  return Number.isInteger(calls) ? formatExact(calls) : formatNumber(calls)
}

function formatErrors(run: Timing): string[] {
  const first = run.firstErrors[0]
  if (first === undefined) return []
  const total = Math.round(run.errors / run.errorRate)
  return [
    '',
    `${formatExact(run.errors)} of ${formatCount(total, 'iteration')} failed (${formatShare(run.errorRate)}); first, in iteration ${first.iteration}: ${describeError(first.error)}`,
  ]
}
