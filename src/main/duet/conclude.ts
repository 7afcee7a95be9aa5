import { compareKeys } from '../../core/baseline/baseline.ts'
import type { BaselineKey } from '../../core/baseline/baseline.ts'
import { compare, worstFirst } from '../../core/compare/compare.ts'
import type { ChangedEntry, CompareLimits, Comparison, Incomparable } from '../../core/compare/compare.ts'
import type { Change } from '../../core/compare/change.ts'
import type { DuetVerdict } from '../../core/duet/judge-duet.ts'
import type { Played } from './read-answer.ts'

/** A measurement on the real clock, judged. */
export interface JudgedPair {
  readonly key: BaselineKey
  readonly verdict: DuetVerdict
}

/** Puts together what a run has found: counts and virtual times as they are, real times as they were judged. */
export function conclude(
  { exact, only, failures }: Played,
  judged: readonly JudgedPair[],
  limits: CompareLimits,
): Comparison {
  const exactly = compare(exact.old, exact.new, limits)
  const failed = (key: BaselineKey): boolean => failures.some((one) => isSameTest(one.key, key))
  // The test says why, once for all of its measurements.
  const sure = judged.filter(({ key }) => !failed(key))
  const changed = worstFirst(merge(exactly.changed, sure.flatMap(changeOf)))
  const unchanged = [
    ...exactly.unchanged.filter((key) => !failed(key)),
    ...sure.filter(({ verdict }) => verdict.outcome === 'same').map(({ key }) => key),
  ]
  return {
    ...exactly,
    changed,
    noise: sure.flatMap(({ verdict }) => (verdict.outcome === 'same' ? [verdict.growth] : [])),
    unchanged: once(unchanged).filter((key) => !changed.some((one) => compareKeys(one.key, key) === 0)),
    added: [...only.new, ...exactly.added],
    removed: [...only.old, ...exactly.removed],
    incomparable: [...failures, ...exactly.incomparable, ...sure.flatMap(inconclusive)],
  }
}

function changeOf({ key, verdict }: JudgedPair): ChangedEntry[] {
  if (verdict.outcome !== 'worse' && verdict.outcome !== 'better') return []
  const { outcome, oldMs, newMs } = verdict
  const change: Change = {
    what: 'real time',
    unit: 'real',
    before: oldMs,
    after: newMs,
    direction: outcome,
  }
  return [{ key, changes: [change] }]
}

function inconclusive({ key, verdict }: JudgedPair): Incomparable[] {
  return verdict.outcome === 'inconclusive' ? [{ key, reason: verdict.reason }] : []
}

/** One entry for each measurement. */
function merge(...lists: readonly (readonly ChangedEntry[])[]): ChangedEntry[] {
  const merged: ChangedEntry[] = []
  for (const { key, changes } of lists.flat()) {
    const place = merged.findIndex((one) => compareKeys(one.key, key) === 0)
    const before = merged[place]
    if (before === undefined) merged.push({ key, changes })
    else merged[place] = { key, changes: [...before.changes, ...changes] }
  }
  return merged
}

function once(keys: readonly BaselineKey[]): BaselineKey[] {
  return keys.filter((key, i) => keys.findIndex((other) => compareKeys(other, key) === 0) === i)
}

function isSameTest(a: BaselineKey, b: BaselineKey): boolean {
  return a.project === b.project && a.file === b.file && (a.test === b.test || a.test === '')
}
