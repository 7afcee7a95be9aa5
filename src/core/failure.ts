import { isBenchTiming } from './bench-timing.ts'
import { eventsOf, isView } from './duration-view.ts'
import { formatEvidence } from './failure-evidence.ts'
import { describeUncountedCpu } from './uncounted-cpu.ts'
import { calledTools, formatTools } from './failure-tools.ts'
import {
  formatAgainst,
  formatCount,
  formatExact,
  formatExactShare,
  formatNumber,
  formatShare,
  formatShareAgainst,
} from './format.ts'
import { isMeasurement } from './measurement.ts'
import { publicName } from './redact.ts'
import { leastSamples } from './percentile.ts'
import { describeError } from './thrown.ts'
import type { Timing } from './timing.ts'
import { describeBottleneck } from './trace/critical-shares.ts'
import type { Verdict } from './verdict.ts'

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
    `${heading.title}   ${publicName(run.name)}, ${describeClock(run, verdict.statistic.unit)}`,
    '',
    ...formatComparison(run, verdict, heading),
    ...formatRest(run, verdict, heading),
  ].join('\n')
}

/**
 * The message of several limits of which one at least was not kept: a line for
 * each, then the story of the first that is to blame.
 *
 * @param verdicts in the order in which the limits were written, at least one
 */
export function formatSlaFailure(run: Timing, verdicts: readonly Verdict[], heading: FailureHeading): string {
  const rows = verdicts.map((verdict) => ({ verdict, ...figuresOf(verdict) }))
  const width = (part: (row: (typeof rows)[number]) => string): number =>
    Math.max(...rows.map((row) => part(row).length))
  const [labels, limits] = [width((row) => row.verdict.statistic.label), width((row) => row.expected)]
  const received = width((row) => row.got)
  const blamed = blame(verdicts, heading.negated)
  return [
    `${heading.title}   ${publicName(run.name)}, ${describeClock(run, '')}`,
    '',
    ...rows.map(({ verdict, expected, got, unit }) =>
      `${MARKS[verdict.outcome]} ${verdict.statistic.label.padEnd(labels)}  ${verdict.statistic.bound === 'below' ? '<' : '>'} ${expected.padStart(limits)}${unit.padEnd(3)}  received ${got.padStart(received)}${unit}`.trimEnd(),
    ),
    formatSpread(run),
    ...(blamed === undefined ? [] : formatRest(run, blamed, heading)),
  ].join('\n')
}

const MARKS = { pass: '✓', fail: '✗', inconclusive: '~' } as const

/** The limit whose story is told: under `.not`, none is broken, and the first has to do. */
function blame(verdicts: readonly Verdict[], negated: boolean): Verdict | undefined {
  const wanted = negated ? ['inconclusive', 'pass'] : ['fail', 'inconclusive']
  return wanted
    .map((outcome) => verdicts.find((verdict) => verdict.outcome === outcome))
    .find((verdict) => verdict !== undefined)
}

function formatRest(run: Timing, verdict: Verdict, heading: FailureHeading): string[] {
  return [
    ...formatEvidence(run, verdict),
    ...formatCriticalPath(run, heading),
    ...(calledTools(run) ? formatTools(run) : formatAdvice(run, verdict, heading)),
    ...formatErrors(run),
    ...formatVirtual(run, verdict),
  ]
}

/** What the durations hang on, where spans tell; under `.not` nothing is too slow. */
function formatCriticalPath(run: Timing, { negated }: FailureHeading): string[] {
  const bottleneck = negated || !isMeasurement(run) ? undefined : describeBottleneck(run)
  return bottleneck === undefined ? [] : ['', bottleneck]
}

/** `virtual ms`, so that nobody compares them with real ones; `real clock, ms`. */
function describeClock({ clock }: Timing, unit: string): string {
  if (clock === 'virtual') return unit === 'ms' ? 'virtual ms' : 'virtual clock'
  return unit === 'ms' ? 'real clock, ms' : 'real clock'
}

/** What virtual time leaves out, and how to have the same again. */
function formatVirtual(run: Timing, { statistic, limit }: Verdict): string[] {
  if (run.clock === 'real') return []
  const notCounted = statistic.unit === 'ms' ? describeUncountedCpu(run, limit) : undefined
  return ['', ...(notCounted === undefined ? [] : [notCounted]), `Replay  seed ${run.seed}`]
}

function formatComparison(run: Timing, verdict: Verdict, heading: FailureHeading): string[] {
  const { statistic } = verdict
  const below = (statistic.bound === 'below') !== heading.negated
  // The strict comparison and its opposite: not below is at least.
  const sign = heading.negated ? (below ? '≤' : '≥') : below ? '<' : '>'
  const { expected, got, ...figures } = figuresOf(verdict)
  const unit = statistic.unit === 'ms' ? '' : figures.unit
  const width = Math.max(expected.length, got.length)
  const lines = [
    `Expected ${statistic.label}  ${sign} ${expected.padStart(width)}${unit}`,
    `Received ${statistic.label}    ${got.padStart(width)}${unit}${statistic.unit === '' ? '' : `          ${formatSpread(run)}`}`,
  ]
  if (heading.origin !== undefined) lines.push(`Limit from ${heading.origin}`)
  return lines
}

/** The limit as it was written, and the received value with as many digits as it takes to see the difference. */
function figuresOf({ statistic, limit, received }: Verdict): { expected: string; got: string; unit: string } {
  return statistic.unit === ''
    ? { expected: formatExactShare(limit), got: formatShareAgainst(received, limit), unit: '' }
    : {
        // A rate per minute may have many digits as one per second.
        expected: statistic.unit === 'ms' ? formatExact(limit) : formatExact(Number(limit.toPrecision(6))),
        got: formatAgainst(received, limit),
        unit: statistic.unit === 'ms' ? ' ms' : statistic.unit,
      }
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

/** Without mocked tools nothing tells where the time went; this much the samples tell. */
function formatAdvice(
  run: Timing,
  { statistic, exceeding, outcome }: Verdict,
  heading: FailureHeading,
): string[] {
  // An inconclusive verdict says itself what would decide it.
  if (heading.negated || outcome === 'inconclusive' || run.n === 0 || statistic.unit === '') return []
  if (isBenchTiming(run)) {
    return [
      '',
      'Next step: run it again, alone, because benchmarks are not repeated by themselves. If it breaks the limit again, profile its function: `node --cpu-prof`.',
    ]
  }
  if (isView(run) && run.kind.advice !== undefined) return ['', `Next step: ${run.kind.advice}`]
  const where =
    exceeding === undefined
      ? 'make an iteration faster, or run more at once with `concurrency`.'
      : exceeding / run.n >= MOST
        ? 'most iterations are too slow: look at what every one of them does.'
        : run.dropped > exceeding
          ? 'more arrive than it can take: make an iteration faster, raise `maxInFlight`, or lower the rate.'
          : 'most iterations are fast enough: look for what the slow ones do besides, such as a cold start, a retry or garbage collection.'
  return [
    '',
    `Next step: ${where} If it calls tools, mock them with perf.network([…]): this message then names the slowest.`,
  ]
}

/** How many iterations failed, and the first error; or how many of a view's own events, whose errors are not kept. */
export function formatErrors(run: Timing): string[] {
  const first = run.firstErrors[0]
  if (run.errors === 0 || (first === undefined && !isView(run))) return []
  const total = Math.round(run.errors / run.errorRate)
  const failed = `${formatExact(run.errors)} of ${formatCount(total, ...eventsOf(run))} failed (${formatShare(run.errorRate)})`
  return [
    '',
    first === undefined
      ? `${failed}.`
      : `${failed}; first, in iteration ${first.iteration}: ${describeError(first.error)}`,
  ]
}
