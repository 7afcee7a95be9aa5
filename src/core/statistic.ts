import { SkillperfError } from './errors.ts'
import { asIs } from './judging/as-is.ts'
import { exceedances } from './judging/exceedances.ts'
import { extreme } from './judging/extreme.ts'
import { meanBelow } from './judging/mean-below.ts'
import type { Rule } from './judging/rule.ts'
import { leastSamples, readPercentile } from './percentile.ts'
import { publicName } from './redact.ts'
import type { ClockKind } from './time/clock.ts'
import type { Timing } from './timing.ts'
import { readDuration, readRate, readShare } from './units.ts'

/** One figure of a measurement that a limit can be put on. */
export interface Statistic {
  /** The word in a message: `p95`, `p99.9`, `mean`, `throughput`, `error rate`. */
  readonly label: string
  /** `below`: a limit is an upper bound. `above`: a lower one. */
  readonly bound: 'below' | 'above'
  /** The unit of its values, printed behind them; empty for a share. */
  readonly unit: 'ms' | '/s' | ''
  value(run: Timing): number
  /** Reads a limit as the user wrote it. */
  limit(value: unknown, place: string): number
  /** How limits on it are judged where samples only estimate it: on the real clock. */
  readonly rule: Rule
  /** Which percentile of the durations it is, 0 to 100; undefined for other figures. */
  readonly percentile?: number
}

const timing = {
  bound: 'below',
  unit: 'ms',
  limit: (value: unknown, place: string) => readDuration(value, 'the limit', place),
} as const

/**
 * A percentile of the durations. p0 is the smallest, p100 the largest.
 *
 * @param p 0 to 100
 */
export function percentile(p: number, place: string): Statistic {
  readPercentile(p, place)
  const share = shareAbove(p)
  return {
    ...timing,
    label: `p${p}`,
    value: (run) => run.percentile(p),
    percentile: p,
    rule:
      share === 0
        ? extreme('every')
        : share === 1
          ? extreme('some')
          : exceedances({
              of: (run, limit) => ({
                // Whoever was turned away would have waited longer than any limit.
                observations: run.n + run.dropped,
                exceeding: countAtLeast(run, limit) + run.dropped,
              }),
              shareOf: () => share,
              seen: 'slow',
            }),
  }
}

/** @throws SkillperfError for a benchmark whose provider has kept neither samples nor a histogram to count them in */
function countAtLeast(run: Timing, limitMs: number): number {
  const count = run.countAtLeast(limitMs)
  if (count !== undefined) return count
  throw new SkillperfError(
    `the benchmark "${publicName(run.name)}" does not tell how many of its samples were too slow: the provider that ran it keeps neither samples nor a histogram. ` +
      "Write benchmark: { provider: 'skillperf/bench' } into the config, and let it run again what bench.from() reads.",
  )
}

/** Without the noise of binary fractions: 1 − 0.95 is a hair above 0.05. */
function shareAbove(p: number): number {
  return Number(((100 - p) / 100).toPrecision(12))
}

/** How a limit on a statistic is judged on a clock. */
export function ruleFor(clock: ClockKind, statistic: Statistic): Rule {
  const { rule, percentile: p, bound } = statistic
  // The smallest and the largest sample are no estimates anyway.
  if (clock === 'real' || statistic.label === max.label || p === 0 || p === 100) return rule
  return asIs(rule, {
    least: p === undefined ? 1 : leastSamples(p),
    bound,
    share: p === undefined ? undefined : shareAbove(p),
    value: (run) => statistic.value(run),
  })
}

export const mean: Statistic = {
  ...timing,
  label: 'mean',
  value: (run) => run.mean,
  rule: meanBelow({ batches: (run) => run.durationBatches(), bound: (limit) => limit }),
}

export const max: Statistic = { ...timing, label: 'max', value: (run) => run.max, rule: extreme('every') }

export const throughput: Statistic = {
  label: 'throughput',
  bound: 'above',
  unit: '/s',
  value: (run) => run.throughput,
  limit: (value, place) => readRate(value, 'the limit', place),
  // More than r a second is less than 1000 / r ms each.
  rule: meanBelow({ batches: (run) => run.paceBatches(), bound: (limit) => 1_000 / limit }),
}

export const errorRate: Statistic = {
  label: 'error rate',
  bound: 'below',
  unit: '',
  value: (run) => run.errorRate,
  limit: (value, place) => readShare(value, 'the limit', place),
  rule: exceedances({
    of: (run) => ({ observations: run.iterations, exceeding: run.errors }),
    shareOf: (limit) => limit,
    seen: 'failed',
  }),
}
