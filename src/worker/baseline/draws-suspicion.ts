import type { Attempt } from '../../core/attempts.ts'
import type { Finding } from '../../core/baseline/baseline-record.ts'
import { COMPARED_SEEDS, compareSeeds } from '../../core/baseline/compare-seeds.ts'
import type { FailedComparison } from '../../core/baseline/baseline-failure.ts'
import type { ExactComparison } from '../../core/baseline/compare-exact.ts'
import type { ExactFigures } from '../../core/baseline/exact-entry.ts'
import { withNewNames } from '../../core/baseline/renamed-mocks.ts'
import type { InconclusivePolicy } from '../../core/options/skillperf-options.ts'
import { redact } from '../../core/redact.ts'
import type { AttemptWish, Suspicion } from '../suspicion.ts'
import { phrasesOf } from './judge-exact.ts'

/** So often an attempt may have nothing to say; from then on nobody will know. */
const MOST_SILENT = 2

/** A measurement that differs from its baseline, and has drawn other latencies. */
export interface SuspectedDraws {
  readonly measurement: string
  readonly base: ExactFigures
  /** By this run's seed alone. */
  readonly comparison: ExactComparison
  /** By how much a virtual time may be worse, as a share. */
  readonly tolerance: number
  /** Takes what is known in the end. */
  readonly settled: (finding: Finding) => void
  /** The error that it becomes; undefined where the finding fails no test. Its stack leads to the user's line. */
  readonly error: (
    finding: Finding,
    compared: FailedComparison,
    policy: InconclusivePolicy,
  ) => Error | undefined
}

/** Latencies that differ say nothing with one seed: the baseline has to lie where several seeds lead. */
export class DrawsSuspicion implements Suspicion {
  readonly #of: SuspectedDraws
  /** By the seed. */
  readonly #runs = new Map<number, ExactFigures>()
  readonly #silent: string[] = []
  #finding: Finding
  #compared: FailedComparison
  #settled = false

  constructor(of: SuspectedDraws) {
    this.#of = of
    this.#finding = { result: 'inconclusive', changes: [] }
    this.#compared = { ...of.comparison, seeds: [] }
  }

  get wants(): AttemptWish | undefined {
    return this.#settled ? undefined : { seeds: this.#missing }
  }

  hear(attempts: readonly Attempt[], repeat: number): void {
    const silent: string[] = []
    for (const [i, seed] of this.#missing.entries()) {
      const attempt = attempts[i]
      if (attempt === undefined) continue
      const said = figuresIn(attempt, redact(this.#of.measurement), repeat)
      if ('reason' in said) silent.push(said.reason)
      else this.#runs.set(seed, said)
    }
    // What keeps several seeds of one attempt from speaking is most probably one thing.
    this.#silent.push(...silent.slice(0, 1))
    const [reason] = this.#silent
    if (this.#missing.length === 0) this.#compare()
    else if (reason !== undefined && this.#silent.length >= MOST_SILENT) {
      this.leave(`fresh attempts had no say: ${reason}`)
    }
  }

  /** Seeds that nobody has heard of yet. */
  get #missing(): readonly number[] {
    return COMPARED_SEEDS.filter((seed) => !this.#runs.has(seed))
  }

  leave(reason: string): void {
    this.#settle(
      {
        result: 'inconclusive',
        changes: [],
        reason: `different draws, and other seeds were not compared, because ${reason}`,
      },
      this.#compared,
    )
  }

  failure(policy: InconclusivePolicy): Error | undefined {
    return this.#of.error(this.#finding, this.#compared, policy)
  }

  #compare(): void {
    const { base, comparison, tolerance } = this.#of
    const renamed = withNewNames(base, comparison.renamed)
    const runs = COMPARED_SEEDS.flatMap((seed) => this.#runs.get(seed) ?? [])
    const { figures, result } = compareSeeds(renamed, runs, tolerance)
    const iterations = runs[0]?.iterations ?? 0
    const structure = figures.some(({ unit }) => unit !== 'ms') ? '' : ', same structure'
    const hint = `different draws${structure}: compared over ${COMPARED_SEEDS.length} seeds`
    this.#settle(
      {
        // What is the same has still to be recorded, so that the next run can be compared by its own draws.
        result: result === 'same' ? 'better' : result,
        changes: [...phrasesOf(figures, iterations), hint],
      },
      { ...comparison, figures, seeds: COMPARED_SEEDS },
    )
  }

  #settle(finding: Finding, compared: FailedComparison): void {
    this.#settled = true
    this.#finding = finding
    this.#compared = { ...compared, reason: finding.reason }
    this.#of.settled(finding)
  }
}

/** What an attempt has come to in the same measurement. */
function figuresIn(
  attempt: Attempt,
  measurement: string,
  repeat: number,
): ExactFigures | { readonly reason: string } {
  if (attempt.kind === 'failure') return attempt
  const { tries } = attempt.report
  const last = tries.findLast((one) => one.repeat === repeat) ?? tries.at(-1)
  const found = last?.measurements.find(({ name }) => name === measurement)
  if (found === undefined) return { reason: `it did not measure "${measurement}"` }
  return found.baseline?.exact ?? { reason: `it counted nothing in "${measurement}"` }
}
