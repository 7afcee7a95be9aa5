import { keyOf, keyText } from './baseline-key.ts'
import type { BaselineUpdate, ChangedSide, Side, UnacceptedSide } from './baseline-update.ts'
import { compareKeys } from './baseline.ts'
import type { Accepted, Baseline, BaselineEntry, RealEntry } from './baseline.ts'
import { findRenames } from './find-renames.ts'
import type { Renamable } from './find-renames.ts'
import { settleSide } from './settle-side.ts'
import type { Fate } from './settle-side.ts'
import type { SeenMeasurement, UpdatePolicy } from './update-policy.ts'

/**
 * Says what a run makes of a baseline. What was judged `worse` or `better` is
 * replaced under `all` only; what was judged the same stays, so that small
 * changes within a tolerance cannot add up.
 *
 * @param seen one for each key and seed
 */
export function updateBaseline(
  before: Baseline,
  seen: readonly SeenMeasurement[],
  policy: UpdatePolicy,
): BaselineUpdate {
  const entries = new Map(before.entries.map((entry) => [keyText(entry), entry]))
  const fates: SideFate[] = []
  for (const one of seen) {
    // Whoever expects a difference wants the old entry.
    if (one.record.negated === true) continue
    const key = keyText(one)
    const entry = settleEntry(entries.get(key) ?? NO_ENTRY, one, policy, fates)
    if (entry.exact.size + entry.real.size > 0) entries.set(key, entry)
    else entries.delete(key)
  }
  const gone = findGone(before, seen, policy)
  const removes = policy.mode === 'all'
  if (removes) for (const entry of gone) entries.delete(keyText(entry))
  const after = [...entries.values()].toSorted(compareKeys)
  const known = new Set(before.entries.map(keyText))
  return {
    after: isSame(after, before.entries) ? before : { entries: after },
    added: sidesOf(fates, 'added'),
    missing: sidesOf(fates, 'missing'),
    worsened: changedSidesOf(fates, 'worsened'),
    improved: changedSidesOf(fates, 'improved'),
    improvable: changedSidesOf(fates, 'improvable'),
    unaccepted: after.flatMap(unacceptedOf),
    obsolete: removes ? [] : gone.map(keyOf),
    removed: removes ? gone.map(keyOf) : [],
    renames: findRenames(gone, renamableOf(seen.filter((one) => !known.has(keyText(one))))).map(
      ({ from, to }) => ({ from: keyOf(from), to: keyOf(to) }),
    ),
  }
}

/** @returns whether the real times of a measurement are to be recorded, if the run can */
export function wantsReal(
  known: BaselineEntry | undefined,
  seen: SeenMeasurement,
  policy: UpdatePolicy,
): boolean {
  if (policy.mode !== 'all' || seen.record.negated === true || !hasReal(seen)) return false
  const { result } = seen.record.found.real
  return (
    policy.rewritesReal ||
    known?.real.get(policy.machine) === undefined ||
    result === 'worse' ||
    result === 'better'
  )
}

interface SideFate {
  readonly fate: Fate
  readonly side: ChangedSide
}

type Sides = Pick<BaselineEntry, 'exact' | 'real'>
const NO_ENTRY: Sides = { exact: new Map(), real: new Map() }

/** The entry of a measurement from now on; `known` itself where nothing changes. */
function settleEntry(
  known: BaselineEntry | Sides,
  seen: SeenMeasurement,
  policy: UpdatePolicy,
  fates: SideFate[],
): BaselineEntry {
  const { seed, record } = seen
  const exact = settleSide(
    {
      known: known.exact.get(seed),
      now: record.exact,
      isWanted: record.exact !== null,
      isOver: record.exact === null,
      finding: record.found.exact,
      mayAdd: policy.mode !== 'none',
      // What draws otherwise can never be compared exactly again.
      isStale: (before, now) => JSON.stringify(before.draws) !== JSON.stringify(now.draws),
    },
    policy,
  )
  const real = settleSide<RealEntry>(
    {
      known: known.real.get(policy.machine),
      now: seen.real ?? null,
      isWanted: hasReal(seen),
      isOver: seen.clock === 'virtual',
      finding: record.found.real,
      mayAdd: policy.mode === 'all',
      isStale: () => policy.rewritesReal,
    },
    policy,
  )
  const key = keyOf(seen)
  fates.push(
    { fate: exact.fate, side: { ...key, side: 'exact', changes: record.found.exact.changes } },
    { fate: real.fate, side: { ...key, side: 'real', changes: record.found.real.changes } },
  )
  const sides = {
    exact: withKey(known.exact, seed, exact.value),
    // No machine has real times of what runs on the virtual clock.
    real:
      policy.mode === 'all' && seen.clock === 'virtual'
        ? without(known.real)
        : withKey(known.real, policy.machine, real.value),
  }
  const isKept = 'file' in known && sides.exact === known.exact && sides.real === known.real
  return isKept ? known : { ...key, ...sides }
}

/** Whether it took real times that can be compared: those of a loop whose iterations run one at a time. */
function hasReal({ clock, record }: SeenMeasurement): boolean {
  return clock === 'real' && record.found.real.result !== 'none'
}

function findGone(
  before: Baseline,
  seen: readonly SeenMeasurement[],
  { isObsolete }: UpdatePolicy,
): BaselineEntry[] {
  if (isObsolete === null) return []
  const keys = new Set(seen.map(keyText))
  return before.entries.filter((entry) => !keys.has(keyText(entry)) && isObsolete(entry))
}

function renamableOf(seen: readonly SeenMeasurement[]): Renamable[] {
  return seen.flatMap((one) => {
    const { exact } = one.record
    return exact === null ? [] : [{ ...keyOf(one), exact: new Map([[one.seed, exact]]) }]
  })
}

function sidesOf(fates: readonly SideFate[], fate: Fate): Side[] {
  return changedSidesOf(fates, fate).map(({ project, file, test, measurement, side }) => ({
    project,
    file,
    test,
    measurement,
    side,
  }))
}

function changedSidesOf(fates: readonly SideFate[], fate: Fate): ChangedSide[] {
  return fates.filter((one) => one.fate === fate).map((one) => one.side)
}

function unacceptedOf(entry: BaselineEntry): UnacceptedSide[] {
  const of = (side: Side['side'], all: Iterable<Accepted<object>>): UnacceptedSide[] =>
    [...all].flatMap(({ accepted }) =>
      accepted?.reason === null ? [{ ...keyOf(entry), side, accepted }] : [],
    )
  return [...of('exact', entry.exact.values()), ...of('real', entry.real.values())]
}

/** The same map where nothing changes. */
function withKey<K, V>(map: ReadonlyMap<K, V>, key: K, value: V | undefined): ReadonlyMap<K, V> {
  if (map.get(key) === value) return map
  const changed = new Map(map)
  if (value === undefined) changed.delete(key)
  else changed.set(key, value)
  return changed
}

function without<K, V>(map: ReadonlyMap<K, V>): ReadonlyMap<K, V> {
  return map.size === 0 ? map : new Map<K, V>()
}

function isSame(a: readonly BaselineEntry[], b: readonly BaselineEntry[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i])
}
