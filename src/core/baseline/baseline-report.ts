import type { UpdateMode } from '../options/baseline-options.ts'
import type { BaselineUpdate, Side } from './baseline-update.ts'

/** What a run has to say of a baseline file: plain JSON. */
export interface BaselineReport extends Omit<BaselineUpdate, 'after'> {
  /** Relative to the root, with forward slashes. */
  readonly path: string
  /** This machine, as real entries have it. */
  readonly machine: string
  /** What this run may write. */
  readonly update: UpdateMode
  /** Its data is merged with those of other shards, by a run that writes for all of them. */
  readonly isShard: boolean
  readonly written: boolean
  /** How many comparisons came to what, in tests that failed, too. */
  readonly found: {
    readonly worse: number
    readonly better: number
    readonly same: number
    readonly inconclusive: number
  }
  /** Comparisons that nobody could decide. */
  readonly inconclusive: readonly (Side & { readonly reason: string })[]
  /** Measurements of tests that failed: nothing of them is written. */
  readonly failed: number
  /** Why the file could not be read or written; left out where it could. */
  readonly problem?: BaselineProblem
}

export interface BaselineProblem {
  readonly message: string
  /** The file is damaged, or somebody asked for what could not be written. What a run would have added by itself can wait. */
  readonly failsRun: boolean
}
