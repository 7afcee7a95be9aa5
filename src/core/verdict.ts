import { eventsOf, isView } from './duration-view.ts'
import { SkillperfError } from './errors.ts'
import { formatCount, formatExact, formatExactShare, formatNumber, formatShare } from './format.ts'
import type { Judgement } from './judgement.ts'
import type { Evidence, Outcome } from './judging/rule.ts'
import { publicName } from './redact.ts'
import type { Limit } from './sla.ts'
import { ruleFor } from './statistic.ts'
import { publicError } from './thrown.ts'
import type { Timing } from './timing.ts'

export type { Outcome } from './judging/rule.ts'

/** The answer to "does this measurement keep this limit?", with its evidence. */
export interface Verdict extends Limit, Omit<Judgement, 'statistic' | 'limit'> {
  readonly outcome: Outcome
  /** What the statistic was computed from: samples, or iterations for the error rate. */
  readonly observations: number
  /** Samples on the wrong side of a limit on durations; undefined for other statistics. */
  readonly exceeding: number | undefined
  /** Undefined where there was nothing to judge. */
  readonly evidence?: Evidence
}

/**
 * Judges one limit: a pure function of the measurement.
 *
 * What the data can never decide (no samples; a percentile of fewer samples
 * than it needs) is inconclusive here, unless so many breach it that fewer
 * samples are enough to fail. The caller that was asked for exactly this limit
 * turns it into an error by {@link requireDecidable}.
 */
export function judge(run: Timing, { statistic, limit }: Limit): Verdict {
  const rule = ruleFor(run.clock, statistic)
  const verdict = {
    statistic,
    limit,
    received: statistic.value(run),
    observations: rule.observations(run),
    exceeding: statistic.unit === 'ms' ? run.countAtLeast(limit) : undefined,
  }
  const undecided = undecidable(run, { statistic, limit })
  const finding = verdict.observations === 0 ? undefined : rule.find(run, limit)
  // Too few to pass may be enough to fail, where samples only estimate.
  const enoughToFail = finding?.outcome === 'fail' && finding.evidence.kind !== 'as is'
  if (undecided !== undefined && !enoughToFail) {
    return { ...verdict, outcome: 'inconclusive', reason: undecided }
  }
  if (finding === undefined) return { ...verdict, outcome: 'inconclusive' }
  return finding.outcome === 'inconclusive'
    ? { ...verdict, ...finding, reason: explain(run, { statistic, limit }, finding.evidence) }
    : { ...verdict, ...finding }
}

/**
 * Refuses a limit that no outcome of this measurement could ever decide.
 *
 * @throws SkillperfError that names the least number of samples, with the first iteration error as cause
 */
export function requireDecidable(run: Timing, limit: Limit, place: string): void {
  const reason = undecidable(run, limit)
  if (reason === undefined) return
  const [first] = run.firstErrors
  throw new SkillperfError(
    `${place}: ${reason}`,
    first === undefined ? {} : { cause: publicError(first.error) },
  )
}

function undecidable(run: Timing, { statistic, limit }: Limit): string | undefined {
  const rule = ruleFor(run.clock, statistic)
  const observations = rule.observations(run)
  const least = rule.least(run.stopping, limit)
  if (observations >= least) return describeStill(run, statistic)
  // A sequential test may have seen enough breaches before it could ever have seen enough that are none.
  if (run.stopping === 'sequential' && rule.find(run, limit).outcome === 'fail') return undefined
  const measured = isView(run) ? run.of : run
  const name = `"${publicName(measured.name)}"`
  if (observations === 0) return describeNone(run, name)
  const samples = isView(run)
    ? formatCount(observations, run.kind.noun, run.kind.plural)
    : formatCount(observations, 'sample')
  const unknown =
    statistic.unit === ''
      ? `an ${statistic.label} below ${formatExactShare(limit)} cannot be told from ${formatCount(observations, ...eventsOf(run))}: it takes at least ${formatExact(least)}`
      : `the ${statistic.label} of ${samples} is not known: it needs at least ${formatExact(least)}`
  // An iteration may have several samples of a view, or none.
  const iterations = isView(run) ? Math.ceil((least * measured.iterations) / observations) : least
  return run.timeIsUp
    ? `${unknown}, and the time was up. Give ${name} more \`time\`, and its test the timeout for it, or run several at once with { concurrency: 10 }.`
    : `${unknown}. Run ${name} with { iterations: ${iterations} } or more.`
}

/** A virtual clock that never moved has measured nothing; durations of 0 would keep every limit. */
function describeStill(run: Timing, { unit }: Limit['statistic']): string | undefined {
  const measured = isView(run) ? run.of : run
  if (run.clock === 'real' || unit === '' || run.n === 0 || measured.max > 0) return undefined
  return (
    `nothing waited in "${publicName(measured.name)}": its virtual clock never advanced, and all ${formatCount(measured.n, 'sample')} are 0 ms. ` +
    "Mock its tools with a latency, model its computing with perf.clock.work(ms), or measure it with { clock: 'real' }."
  )
}

function describeNone(run: Timing, name: string): string {
  const measured = isView(run) ? run.of : run
  if (measured.n === 0 && measured.errors > 0) {
    const all =
      measured.errors === 1 ? 'the only iteration' : `all ${formatCount(measured.errors, 'iteration')}`
    return `${name} has no samples: ${all} failed. Repair the ${measured.errors === 1 ? 'error' : 'first error'}, shown as the cause.`
  }
  return isView(run)
    ? `${name} has no ${run.kind.noun}. ${run.kind.missing}`
    : `${name} has no samples. Run at least one iteration.`
}

/** Why samples that were enough in number do not decide. */
function explain(run: Timing, { statistic, limit }: Limit, evidence: Evidence): string {
  const more =
    run.stopping === 'sequential'
      ? 'Give it more `time`, or move the limit away from where the code is.'
      : 'Run more iterations, or leave `iterations` out and put the limit into `sla`: it then runs until it knows.'
  switch (evidence.kind) {
    case 'exceedances': {
      const { exceeding, observations, allowed } = evidence
      const share = `(${formatShare(exceeding / observations)}), too near to ${formatExactShare(allowed)} to tell`
      if (statistic.unit === '') {
        return `${formatExact(exceeding)} of ${formatCount(observations, ...eventsOf(run))} failed ${share}. ${more}`
      }
      const slow = `${formatExact(exceeding - run.dropped)} of ${formatCount(observations - run.dropped, 'sample')} took ${formatExact(limit)} ms or longer`
      return run.dropped === 0
        ? `${slow} ${share}. ${more}`
        : `${slow}, and ${turnedAway(run.dropped)} ${share}. ${more}`
    }
    case 'interval': {
      const unit = statistic.unit
      return `the ${statistic.label} may be anything ${formatInterval(evidence, unit)}, too near to ${formatExact(limit)} ${unit} to tell. Run more iterations, or move the limit away from where the code is.`
    }
    case 'extreme':
    case 'as is':
      break
  }
  return `${turnedAway(run.dropped)}, so the longest duration is not known. Raise \`maxInFlight\`, or lower the rate.`
}

/** `from 2.63 to 4.1 ms`; an end that is not known is left out. */
export function formatInterval(
  { low, high }: { readonly low: number; readonly high: number },
  unit: string,
): string {
  return Number.isFinite(high)
    ? `from ${formatNumber(low)} to ${formatNumber(high)} ${unit}`
    : `from ${formatNumber(low)} ${unit} up`
}

function turnedAway(dropped: number): string {
  return `${formatCount(dropped, 'arrival')} ${dropped === 1 ? 'was' : 'were'} turned away`
}
