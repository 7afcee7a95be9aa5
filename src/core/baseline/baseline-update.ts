import type { Acceptance, Baseline, BaselineKey } from './baseline.ts'
import type { Rename } from './find-renames.ts'

/** One side of an entry: the exact one of a seed, or the real one of this machine. */
export interface Side extends BaselineKey {
  readonly side: 'exact' | 'real'
}

/** A side that is not as it was. */
export interface ChangedSide extends Side {
  /** What differs, a phrase each: `p95 1 904 → 2 310 ms`. */
  readonly changes: readonly string[]
}

/** A side that somebody took though it was worse, without saying why. */
export interface UnacceptedSide extends Side {
  readonly accepted: Acceptance
}

/** What becomes of a baseline after a run. */
export interface BaselineUpdate {
  /** The same object as before where nothing changes. */
  readonly after: Baseline
  readonly added: readonly Side[]
  /** Without an entry, and this run may not write one. */
  readonly missing: readonly Side[]
  /** Worse than before, and accepted by this run. */
  readonly worsened: readonly ChangedSide[]
  /** Better than before, and accepted by this run. */
  readonly improved: readonly ChangedSide[]
  /** Better than before; a run with `-u` would accept it. */
  readonly improvable: readonly ChangedSide[]
  /** By this run or an earlier one; of all entries. */
  readonly unaccepted: readonly UnacceptedSide[]
  /** Entries that nothing has any more; they stay. */
  readonly obsolete: readonly BaselineKey[]
  /** Those that this run takes away. */
  readonly removed: readonly BaselineKey[]
  readonly renames: readonly Rename[]
}
