import type { Attempt } from '../../core/attempts.ts'
import type { RealEntry } from '../../core/baseline/baseline.ts'
import type { Finding } from '../../core/baseline/baseline-record.ts'
import type { ProcessRow } from '../../core/baseline/process-row.ts'
import { describeChange } from '../../core/baseline/real-change.ts'
import type { RegressionEvidence } from '../../core/baseline/regression-failure.ts'
import { formatCount } from '../../core/format.ts'
import type { InconclusivePolicy } from '../../core/options/skillperf-options.ts'
import { redact } from '../../core/redact.ts'
import { judgeRegression } from '../../core/stats/regression.ts'
import type { Regression } from '../../core/stats/regression.ts'
import type { AttemptWish, Suspicion } from '../suspicion.ts'
import { findingOf } from './judge-real.ts'

const LIKE_THIS_RUN: AttemptWish = {}
/** So many attempts may have nothing to say; from then on nobody will know. */
const MOST_SILENT = 2

/** What is suspected, and of which measurement. */
export interface SuspectedRegression {
  readonly measurement: string
  readonly known: RealEntry
  /** Of the test run itself. */
  readonly row: ProcessRow
  /** As a share. */
  readonly minDetectableSlowdown: number
  /** Takes what is known in the end. */
  readonly settled: (finding: Finding) => void
  /** The error that it becomes; undefined where the finding fails no test. Its stack leads to the user's line. */
  readonly error: (
    finding: Finding,
    evidence: RegressionEvidence,
    policy: InconclusivePolicy,
  ) => Error | undefined
}

/** A measurement on the real clock that looks slower than its baseline: fresh processes have to agree. */
export class RegressionSuspicion implements Suspicion {
  readonly #of: SuspectedRegression
  readonly #rows: ProcessRow[]
  readonly #silent: string[] = []
  #regression: Regression
  #finding: Finding
  #settled = false

  constructor(of: SuspectedRegression) {
    this.#of = of
    this.#rows = [of.row]
    this.#regression = this.#judge()
    this.#finding = findingOf(this.#regression)
  }

  get wants(): AttemptWish | undefined {
    return this.#settled ? undefined : LIKE_THIS_RUN
  }

  hear(attempts: readonly Attempt[], repeat: number): void {
    for (const attempt of attempts) {
      const said = rowIn(attempt, redact(this.#of.measurement), repeat)
      if ('reason' in said) this.#silent.push(said.reason)
      else this.#rows.push(said)
    }
    this.#regression = this.#judge()
    const [reason] = this.#silent
    if (this.#regression.result !== 'open') {
      this.#settle(findingOf(this.#regression))
    } else if (reason !== undefined && this.#silent.length >= MOST_SILENT) {
      this.#giveUp(`${formatCount(this.#silent.length, 'fresh attempt')} had no say: ${reason}`)
    }
  }

  leave(reason: string): void {
    this.#giveUp(`fresh processes were not asked, because ${reason}`)
  }

  failure(policy: InconclusivePolicy): Error | undefined {
    const { known, error } = this.#of
    const evidence = {
      known,
      attempts: this.#rows,
      regression: this.#regression,
      reason: this.#finding.reason,
    }
    return error(this.#finding, evidence, policy)
  }

  #judge(): Regression {
    return judgeRegression(this.#of.known.rows, this.#rows, this.#of.minDetectableSlowdown)
  }

  #settle(finding: Finding): void {
    this.#settled = true
    this.#finding = finding
    this.#of.settled(finding)
  }

  #giveUp(why: string): void {
    const change = describeChange(this.#regression)
    this.#settle({ result: 'inconclusive', changes: [], reason: `${change}; ${why}` })
  }
}

/** What an attempt has measured of the same. */
function rowIn(
  attempt: Attempt,
  measurement: string,
  repeat: number,
): ProcessRow | { readonly reason: string } {
  if (attempt.kind === 'failure') return { reason: attempt.reason }
  const { tries } = attempt.report
  const last = tries.findLast((one) => one.repeat === repeat) ?? tries.at(-1)
  const found = last?.measurements.find(({ name }) => name === measurement)
  if (found === undefined) return { reason: `it did not measure "${measurement}"` }
  return found.baseline?.row ?? { reason: `it did not compare "${measurement}" with the baseline` }
}
