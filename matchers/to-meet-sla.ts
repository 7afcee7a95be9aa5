import { assertionAt, callerPlace, show } from '../src/core/errors.ts'
import { formatSlaFailure } from '../src/core/failure.ts'
import { readSla } from '../src/core/sla.ts'
import type { Sla } from '../src/core/sla.ts'
import { judge, requireDecidable } from '../src/core/verdict.ts'
import type { Verdict } from '../src/core/verdict.ts'
import { outcomeOf } from '../src/worker/test-run.ts'
import type { Check } from '../src/worker/test-run.ts'
import {
  failsInconclusive,
  markErrorsShown,
  recordCheck,
  suspect,
  viewOf,
} from '../src/worker/verdict-log.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'
import { pathOf, timingSubject } from './subject.ts'

/**
 * Passes when every limit is kept: `p50 p75 p90 p95 p99 p999 mean max
 * throughput errorRate`, each as its own matcher takes it. The failure lists
 * them all.
 *
 * @throws SkillperfError for an SLA without limits, or with one that these samples can never decide
 * @example expect(run).toMeetSla({ p95: 1500, p99: '3s', errorRate: '1%' })
 */
export function toMeetSla(this: MatcherState, subject: unknown, sla: Sla): MatcherResult {
  const args = showSla(sla)
  const run = timingSubject(subject, 'toMeetSla', args)
  const limits = readSla(sla, 'toMeetSla')
  const negated = this.isNot === true
  const verdicts = limits.map((limit) => judge(run, limit))
  const met = meets(verdicts)
  const outcome = negated ? SWAPPED[met] : met
  const place = callerPlace()
  const view = viewOf(run)
  const [first] = verdicts
  // Under `.not` one broken limit is enough, so that the whole is one question: it is noted as the first of them.
  const checks: readonly Check[] =
    negated && first !== undefined
      ? [{ verdict: { ...first, outcome: met }, negated, source: 'matcher', view }]
      : verdicts.map((verdict) => ({ verdict, negated, source: 'matcher', view }))
  for (const check of checks) recordCheck(run, check)
  const title = `expect(${pathOf(run)})${negated ? '.not' : ''}.toMeetSla(${args})`
  const message = (all: readonly Verdict[] = verdicts): string =>
    formatSlaFailure(run, all, { title, negated })
  try {
    for (const limit of limits) requireDecidable(run, limit, 'toMeetSla')
  } catch (error) {
    markErrorsShown(run)
    throw error
  }
  const kept = { pass: !negated, message }
  if (outcome === 'pass' || (outcome === 'inconclusive' && !failsInconclusive(run))) return kept
  // One error for all limits, whichever of them repeat.
  let joint: Error | undefined
  const error = (): Error =>
    (joint ??= assertionAt(place, message(negated ? verdicts : checks.map(({ verdict }) => verdict))))
  const suspects = checks.filter((check) => outcomeOf(check) === 'fail')
  if (outcome === 'fail' && suspects.map((check) => suspect(run, check, error)).every(Boolean)) return kept
  markErrorsShown(run)
  return { pass: negated, message }
}

const SWAPPED = { pass: 'fail', fail: 'pass', inconclusive: 'inconclusive' } as const

function meets(verdicts: readonly Verdict[]): Verdict['outcome'] {
  if (verdicts.some((verdict) => verdict.outcome === 'fail')) return 'fail'
  return verdicts.some((verdict) => verdict.outcome === 'inconclusive') ? 'inconclusive' : 'pass'
}

/** The SLA as it was written, as far as it is one. */
function showSla(sla: unknown): string {
  if (typeof sla !== 'object' || sla === null) return show(sla)
  return `{ ${Object.entries(sla)
    .map(([key, limit]) => `${key}: ${show(limit)}`)
    .join(', ')} }`
}
