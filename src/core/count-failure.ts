import type { FailureHeading } from './failure.ts'
import { formatErrors } from './failure.ts'
import { formatExact } from './format.ts'
import { OPPOSITE_SIGNS, SIGNS, formatLimit, formatReceived } from './judgement.ts'
import type { Judgement } from './judgement.ts'
import type { Measurement } from './measurement.ts'
import { publicName } from './redact.ts'

/** A judged count, with what there is to tell about it. */
export interface CountFinding {
  readonly judgement: Judgement
  /** What was counted: `calls of llm`. */
  readonly phrase: string
  /** Of what, behind the limit: `per iteration`. Under `.not` the second. */
  readonly scope: readonly [kept: string, broken: string]
  /** Where the received value comes from: `in iteration 7, the worst`. */
  readonly where: string
  /** How many it was judged by. Default: the iterations. */
  readonly n?: string
  /** Figures around it: `mean 1.21`, `total 1 210`. */
  readonly spread: readonly string[]
  /** What was seen, a line each. */
  readonly evidence: readonly string[]
  /** What to do about it, as the end of a sentence. */
  readonly next: string
}

/**
 * The whole message of a limit on a count that was not kept: expected, received
 * with the worst iteration and the spread, what was seen, what to do.
 */
export function formatCountFailure(run: Measurement, finding: CountFinding, heading: FailureHeading): string {
  const clock = run.clock === 'virtual' ? 'virtual clock' : 'real clock'
  return [
    `${heading.title}   ${publicName(run.name)}, ${clock}`,
    '',
    ...formatComparison(run, finding, heading.negated),
    ...(finding.evidence.length === 0 ? [] : ['', ...finding.evidence]),
    // Under `.not` nothing is wrong with the code that was measured.
    ...(heading.negated
      ? []
      : [...(finding.evidence.length === 0 ? [''] : []), `Next step: ${finding.next}`]),
    ...formatErrors(run),
    '',
    `Replay  seed ${run.seed}`,
  ].join('\n')
}

function formatComparison(run: Measurement, finding: CountFinding, negated: boolean): string[] {
  const { judgement, phrase, where, spread, n = formatExact(run.iterations) } = finding
  const { bound, unit } = judgement.statistic
  const sign = negated ? OPPOSITE_SIGNS[bound] : SIGNS[bound]
  const [expected, got] = [
    formatLimit(judgement.limit, unit),
    formatReceived(judgement.received, judgement.limit, unit),
  ]
  const width = Math.max(expected.length, got.length)
  const scope = finding.scope[negated ? 1 : 0]
  const figures = [`n = ${n}`, ...spread].join(' · ')
  return [
    `Expected ${phrase}  ${sign} ${expected.padStart(width)}${scope === '' ? '' : ` ${scope}`}`,
    `Received ${phrase}    ${got.padStart(width)}${where === '' ? '' : ` ${where}`}          ${figures}`,
  ]
}
