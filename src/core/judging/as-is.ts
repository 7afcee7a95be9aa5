import type { Timing } from '../timing.ts'
import type { Outcome, Rule } from './rule.ts'

/** What it takes to judge a statistic as it is. */
export interface AsIs {
  /** Observations that the figure takes: 1 / (1 − q) for a percentile. */
  readonly least: number
  readonly bound: 'below' | 'above'
  /** Share of the observations that may exceed the limit, for a percentile. */
  readonly share: number | undefined
  readonly value: (run: Timing) => number
}

/**
 * Judges samples that are no estimates: on the virtual clock the same seed
 * gives the same durations on every machine, so that the figure itself is
 * compared with the limit.
 *
 * @param estimated how the statistic is judged on the real clock
 */
export function asIs(estimated: Rule, statistic: AsIs): Rule {
  return {
    observations: (run) => estimated.observations(run),
    least: () => statistic.least,
    find: (run, limit) => ({ outcome: compare(run, limit, statistic), evidence: { kind: 'as is' } }),
  }
}

function compare(run: Timing, limit: number, { value, bound, share }: AsIs): Outcome {
  if (run.dropped > 0 && share !== undefined) {
    // Whoever was turned away has no duration, but waited longer than any limit.
    const exceeding = (run.countAtLeast(limit) ?? 0) + run.dropped
    return exceeding < share * (run.n + run.dropped) ? 'pass' : 'fail'
  }
  const received = value(run)
  return (bound === 'below' ? received < limit : received > limit) ? 'pass' : 'fail'
}
