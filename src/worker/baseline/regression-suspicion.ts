import type { Attempt } from '../../core/attempts.ts'
import type { RealEntry } from '../../core/baseline/baseline.ts'
import type { ProcessRow } from '../../core/baseline/process-row.ts'
import { describeChange } from '../../core/baseline/real-change.ts'
import { formatCount } from '../../core/format.ts'
import type { InconclusivePolicy } from '../../core/options/skillperf-options.ts'
import { redact } from '../../core/redact.ts'
import { judgeRegression } from '../../core/stats/regression.ts'
import type { Regression } from '../../core/stats/regression.ts'
import type { AttemptWish, Suspicion } from '../suspicion.ts'
import { findingOf } from './judge-real.ts'
import type { RealComparison } from './judge-real.ts'

const LIKE_THIS_RUN: AttemptWish = {}
/** So many attempts may have nothing to say; from then on nobody will know. */
const MOST_SILENT = 2

/** What fresh attempts have made of a measurement that looked slower. */
export interface SettledRegression {
  readonly known: RealEntry
  /** One a process, the test run's own first. */
  readonly attempts: readonly ProcessRow[]
  readonly regression: Regression
  /** Why nobody could tell; undefined for a slowdown. */
  readonly reason: string | undefined
}

/** What is suspected, and of which measurement. */
export interface SuspectedRegression {
  readonly measurement: string
  readonly comparison: RealComparison
  readonly known: RealEntry
  /** Of the test run itself. */
  readonly row: ProcessRow
  /** As a share. */
  readonly minDetectableSlowdown: number
  /** Somebody updates the baseline: a slowdown is told, and fails nothing. */
  readonly accepting: boolean
  /** The error that it becomes; its stack leads to the user's line. */
  readonly error: (settled: SettledRegression) => Error
}

/** A measurement on the real clock that looks slower than its baseline: fresh processes have to agree. */
export class RegressionSuspicion implements Suspicion {
  readonly #of: SuspectedRegression
  readonly #rows: ProcessRow[]
  readonly #silent: string[] = []
  #regression: Regression
  #settled = false

  constructor(of: SuspectedRegression) {
    this.#of = of
    this.#rows = [of.row]
    this.#regression = this.#judge()
  }

  get wants(): AttemptWish | undefined {
    return this.#settled ? undefined : LIKE_THIS_RUN
  }

  hear(attempt: Attempt, repeat: number): void {
    const said = rowIn(attempt, redact(this.#of.measurement), repeat)
    if ('reason' in said) this.#silent.push(said.reason)
    else this.#rows.push(said)
    this.#regression = this.#judge()
    const [reason] = this.#silent
    if (this.#regression.result !== 'open') this.#settle()
    else if (reason !== undefined && this.#silent.length >= MOST_SILENT) {
      this.#giveUp(`${formatCount(this.#silent.length, 'fresh attempt')} had no say: ${reason}`)
    }
  }

  leave(reason: string): void {
    this.#giveUp(`fresh processes were not asked, because ${reason}`)
  }

  failure(policy: InconclusivePolicy): Error | undefined {
    const { finding } = this.#of.comparison
    const fails = finding.result === 'worse' || (finding.result === 'inconclusive' && policy === 'fail')
    if (!fails || this.#of.accepting) return undefined
    return this.#of.error({
      known: this.#of.known,
      attempts: this.#rows,
      regression: this.#regression,
      reason: finding.reason,
    })
  }

  #judge(): Regression {
    return judgeRegression(this.#of.known.rows, this.#rows, this.#of.minDetectableSlowdown)
  }

  #settle(): void {
    this.#settled = true
    this.#of.comparison.finding = findingOf(this.#regression, this.#of.known, this.#rows)
  }

  #giveUp(why: string): void {
    this.#settled = true
    const change = describeChange(this.#regression, this.#of.known.rows, this.#rows)
    this.#of.comparison.finding = { result: 'inconclusive', changes: [], reason: `${change}; ${why}` }
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
