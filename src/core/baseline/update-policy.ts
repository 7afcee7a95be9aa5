import type { UpdateMode } from '../options/baseline-options.ts'
import type { BaselineRecord } from './baseline-record.ts'
import type { BaselineKey, RealEntry } from './baseline.ts'

/** A measurement of a test that passed, as the run saw it. */
export interface SeenMeasurement extends BaselineKey {
  readonly seed: number
  readonly clock: 'real' | 'virtual'
  readonly record: BaselineRecord
  /** Recorded after the run, where it was wanted. */
  readonly real?: RealEntry | undefined
}

/** What a run may change, and what it says of it. */
export interface UpdatePolicy {
  readonly mode: UpdateMode
  /** The machine that real times were taken on. */
  readonly machine: string
  /** All real times are recorded anew, not only those that are missing, failed or improved. */
  readonly rewritesReal: boolean
  /** `SKILLPERF_REASON`: why what is worse is accepted. */
  readonly reason: string | null
  /** The commit that is checked out. */
  readonly commit: string | null
  /** Of entries that were not seen: whether nothing has them any more. Null where the run was not whole, and nobody can tell. */
  readonly isObsolete: ((key: BaselineKey) => boolean) | null
}
