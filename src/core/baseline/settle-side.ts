import type { Finding } from './baseline-record.ts'
import type { Accepted } from './baseline.ts'
import type { UpdatePolicy } from './update-policy.ts'

/**
 * What becomes of one side of an entry.
 *
 * - `absent`: there is none, and none is wanted
 * - `missing`: there is none, and this run may not write one
 * - `kept`: stays; as `improvable`, which a run that may write would take
 * - `replaced`: without having become better or worse, because the old one can no longer be compared exactly
 * - `removed`: the measurement has no such side any more
 */
export type Fate =
  | 'absent'
  | 'missing'
  | 'added'
  | 'kept'
  | 'improvable'
  | 'improved'
  | 'worsened'
  | 'replaced'
  | 'removed'

/** One side of an entry, before a run and in it. */
export interface SideFacts<T> {
  readonly known: Accepted<T> | undefined
  /** What this run would write; null for nothing. */
  readonly now: T | null
  /** Whether a new entry should have such a side. */
  readonly isWanted: boolean
  /** The measurement is of a kind that cannot have such a side. */
  readonly isOver: boolean
  readonly finding: Finding
  readonly mayAdd: boolean
  /** What was judged the same is replaced all the same, under `all`. */
  readonly isStale: (known: T, now: T) => boolean
}

export interface Settled<T> {
  readonly fate: Fate
  /** What the entry has from now on; the same object as before where nothing changes. */
  readonly value: Accepted<T> | undefined
}

/** Decides on one side of an entry. */
export function settleSide<T extends object>(facts: SideFacts<T>, policy: UpdatePolicy): Settled<T> {
  const { known, now, isWanted, isOver, finding, mayAdd, isStale } = facts
  const writes = policy.mode === 'all'
  if (known === undefined) {
    if (!isWanted) return { fate: 'absent', value: undefined }
    return mayAdd && now !== null ? { fate: 'added', value: now } : { fate: 'missing', value: undefined }
  }
  if (writes && isOver) return { fate: 'removed', value: undefined }
  const kept = withReason(known, policy)
  if (!writes || now === null)
    return { fate: finding.result === 'better' ? 'improvable' : 'kept', value: kept }
  const { result, changes } = finding
  if (result === 'better') return { fate: 'improved', value: now }
  if (result === 'worse') {
    const accepted = { reason: policy.reason, commit: policy.commit, worse: changes }
    return { fate: 'worsened', value: { ...now, accepted } }
  }
  // Where nobody has compared, somebody added it meanwhile: the next run compares.
  const wasCompared = result === 'same' || result === 'inconclusive'
  return wasCompared && isStale(known, now)
    ? { fate: 'replaced', value: { ...now, ...(kept.accepted && { accepted: kept.accepted }) } }
    : { fate: 'kept', value: kept }
}

/** Says why, for what was accepted without a word. */
function withReason<T extends object>(known: Accepted<T>, { mode, reason }: UpdatePolicy): Accepted<T> {
  const { accepted } = known
  if (mode !== 'all' || reason === null || accepted === undefined || accepted.reason !== null) return known
  return { ...known, accepted: { ...accepted, reason } }
}
