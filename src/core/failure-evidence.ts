import { eventsOf } from './duration-view.ts'
import { formatCount, formatExact, formatExactShare, formatNumber, formatShare, sparkline } from './format.ts'
import type { Evidence } from './judging/rule.ts'
import type { Timing } from './timing.ts'
import type { Verdict } from './verdict.ts'

const SPARK_WIDTH = 20

/** The shape of the samples, and what a verdict stands on, a line each. */
export function formatEvidence(run: Timing, verdict: Verdict): string[] {
  const lines = []
  const shape = run.bins(SPARK_WIDTH)
  if (run.n > 1 && shape.length > 0) lines.push(sparkline(shape))
  const told = [
    formatExceeding(run, verdict),
    verdict.evidence && formatFinding(run, verdict.evidence, verdict),
    formatDropped(run, verdict),
    formatAttempts(verdict),
  ].filter((line) => line !== undefined)
  return told.length === 0 ? lines : [...lines, '', ...told]
}

function formatExceeding(run: Timing, { exceeding, limit, outcome, attempts }: Verdict): string | undefined {
  // Why the samples do not decide tells it, too.
  if (outcome === 'inconclusive' && attempts === undefined) return undefined
  if (exceeding === undefined || run.n === 0) return undefined
  return `${formatExact(exceeding)} of ${formatCount(run.n, 'sample')} took ${formatExact(limit)} ms or longer (${formatShare(exceeding / run.n)}).`
}

/** What the outcome stands on, beyond the figures that are there already. */
function formatFinding(run: Timing, evidence: Evidence, { statistic, outcome }: Verdict): string | undefined {
  if (outcome === 'inconclusive') return undefined
  switch (evidence.kind) {
    case 'exceedances': {
      const sure = evidence.method === 'binomial' ? (outcome === 'fail' ? '99.5 %' : '95 %') : '95 %'
      const side = outcome === 'fail' ? 'At least' : 'Less than'
      const how = evidence.method === 'binomial' ? 'exact binomial bound' : 'sequential test'
      const [, events] = eventsOf(run)
      const what = statistic.unit === '' ? 'fail' : 'do'
      return `${side} ${formatExactShare(evidence.allowed)} of all ${events} ${what}: ${sure} sure (${how}).`
    }
    case 'interval': {
      const unit = statistic.unit === 'ms' ? ' ms' : statistic.unit
      const range = Number.isFinite(evidence.high)
        ? `between ${formatNumber(evidence.low)} and ${formatNumber(evidence.high)}${unit}`
        : `above ${formatNumber(evidence.low)}${unit}`
      return `The true ${statistic.label} lies ${range} (bootstrap-t).`
    }
    case 'extreme':
    case 'as is':
      break
  }
  return undefined
}

function formatDropped({ dropped }: Timing, { outcome, attempts }: Verdict): string | undefined {
  // Why the samples do not decide tells it, too.
  if (dropped === 0 || (outcome === 'inconclusive' && attempts === undefined)) return undefined
  return `${formatCount(dropped, 'arrival')} ${dropped === 1 ? 'was' : 'were'} turned away, because too many were in flight; a percentile counts ${dropped === 1 ? 'it' : 'them'} as too slow.`
}

function formatAttempts({ attempts, outcome, reason }: Verdict): string | undefined {
  if (outcome === 'inconclusive') return reason === undefined ? undefined : `Inconclusive: ${reason}`
  if (attempts === undefined) return undefined
  return `Repeated in ${formatExact(attempts.breaches)} of ${formatExact(attempts.votes)} fresh attempts.`
}
