import { SkillperfError } from './errors.ts'
import { formatCount, formatExact } from './format.ts'
import type { Measurement } from './measurement.ts'
import { publicName } from './redact.ts'
import type { Limit } from './sla.ts'
import { publicError } from './thrown.ts'

export type Outcome = 'pass' | 'fail' | 'inconclusive'

/** The answer to "does this measurement keep this limit?", with its evidence. */
export interface Verdict extends Limit {
  readonly outcome: Outcome
  /** The statistic's value in the measurement, in the statistic's unit. */
  readonly received: number
  /** What the statistic was computed from: samples, or iterations for the error rate. */
  readonly observations: number
  /** Samples on the wrong side of a limit on durations; undefined for other statistics. */
  readonly exceeding: number | undefined
  /** Why an inconclusive verdict is one. */
  readonly reason?: string
}

/**
 * Judges one limit: a pure function of the measurement.
 *
 * What the data can never decide (no samples; a percentile of fewer samples
 * than it needs) is inconclusive here. The caller that was asked for exactly
 * this limit turns it into an error by {@link requireDecidable}.
 */
export function judge(run: Measurement, { statistic, limit }: Limit): Verdict {
  const observations = statistic.observations(run)
  const received = statistic.value(run)
  const undecided = undecidable(run, { statistic, limit })
  const kept = statistic.bound === 'below' ? received < limit : received > limit
  return {
    statistic,
    limit,
    received,
    observations,
    exceeding: statistic.unit === 'ms' ? countAtLeast(run, limit) : undefined,
    outcome: undecided !== undefined ? 'inconclusive' : kept ? 'pass' : 'fail',
    ...(undecided !== undefined && { reason: undecided }),
  }
}

/**
 * Refuses a limit that no outcome of this measurement could ever decide.
 *
 * @throws SkillperfError that names the least number of samples, with the first iteration error as cause
 */
export function requireDecidable(run: Measurement, limit: Limit, place: string): void {
  const reason = undecidable(run, limit)
  if (reason === undefined) return
  const [first] = run.firstErrors
  throw new SkillperfError(
    `${place}: ${reason}`,
    first === undefined ? {} : { cause: publicError(first.error) },
  )
}

function undecidable(run: Measurement, { statistic }: Limit): string | undefined {
  const observations = statistic.observations(run)
  if (observations >= statistic.least) return undefined
  const name = `"${publicName(run.name)}"`
  if (observations === 0) {
    return run.errors > 0
      ? `${name} has no samples: all ${formatCount(run.errors, 'iteration')} failed. Repair the first error, shown as the cause.`
      : `${name} has no samples. Run at least one iteration.`
  }
  const unknown = `the ${statistic.label} of ${formatCount(observations, 'sample')} is not known: it needs at least ${formatExact(statistic.least)}`
  return run.timeIsUp
    ? `${unknown}, and the time was up. Give ${name} more \`time\`, and its test the timeout for it, or run several at once with { concurrency: 10 }.`
    : `${unknown}. Run ${name} with { iterations: ${statistic.least} } or more.`
}

function countAtLeast(run: Measurement, limitMs: number): number {
  const sorted = run.sortedNs
  const limitNs = limitMs * 1e6
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) < limitNs) low = middle + 1
    else high = middle
  }
  return sorted.length - low
}
