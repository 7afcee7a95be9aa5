import { keyOf } from '../baseline/baseline-key.ts'
import type { BaselineKey } from '../baseline/baseline.ts'
import { byWeight } from './change.ts'
import type { Change } from './change.ts'
import type { Comparable } from './comparable.ts'
import { compareRows } from './compare-rows.ts'
import { exactChanges } from './exact-changes.ts'
import { matchEntries } from './match-entries.ts'

/** What two files come to. */
export interface Comparison {
  /** Measurements with significant changes, the worst first. */
  readonly changed: readonly ChangedEntry[]
  /** Real times whose difference may be noise, as shares by which they grew. */
  readonly noise: readonly number[]
  /** Measurements that are the same to the last digit, or within noise. */
  readonly unchanged: readonly BaselineKey[]
  readonly added: readonly BaselineKey[]
  readonly removed: readonly BaselineKey[]
  readonly renamed: readonly Rename[]
  /** Measurements of which nothing could be compared, or not all. */
  readonly incomparable: readonly Incomparable[]
}

export interface ChangedEntry {
  readonly key: BaselineKey
  /** The worst first. */
  readonly changes: readonly Change[]
}

export interface Rename {
  readonly before: BaselineKey
  readonly after: BaselineKey
}

export interface Incomparable {
  readonly key: BaselineKey
  /** `other machine`. */
  readonly reason: string
}

/** What is no change yet. */
export interface CompareLimits {
  /** Of real times, as a share; half of it is the boundary. */
  readonly minDetectableSlowdown: number
  /** By how much a time on the virtual clock may be worse in a project, as a share. */
  readonly toleranceOf: (project: string) => number
}

/**
 * Compares all measurements of two files. Counts and virtual times are
 * compared as `toMatchBaseline` does, seed by seed; real times machine by machine.
 */
export function compare(
  before: readonly Comparable[],
  after: readonly Comparable[],
  limits: CompareLimits,
): Comparison {
  const { pairs, added, removed } = matchEntries(before, after)
  const found = pairs.map((pair) => ({
    key: keyOf(pair.after),
    ...comparePair(pair.before, pair.after, limits),
  }))
  return {
    changed: worstFirst(found.filter(({ changes }) => changes.length > 0)),
    noise: found.flatMap(({ noise }) => noise),
    unchanged: found
      .filter(({ changes, compared }) => compared && changes.length === 0)
      .map(({ key }) => key),
    added: added.map(keyOf),
    removed: removed.map(keyOf),
    renamed: pairs
      .filter(({ renamed }) => renamed)
      .map((pair) => ({ before: keyOf(pair.before), after: keyOf(pair.after) })),
    incomparable: found.flatMap(({ key, reasons }) => reasons.map((reason) => ({ key, reason }))),
  }
}

/** Orders what has changed, and the changes within, the worst first. */
export function worstFirst(changed: readonly ChangedEntry[]): ChangedEntry[] {
  return changed
    .map(({ key, changes }) => ({ key, changes: changes.toSorted(byWeight) }))
    .toSorted(({ changes: [a] }, { changes: [b] }) =>
      a === undefined || b === undefined ? 0 : byWeight(a, b),
    )
}

/** Whether anything became worse. */
export function hasWorsened({ changed }: Pick<Comparison, 'changed'>): boolean {
  return changed.some(({ changes }) => changes.some(({ direction }) => direction === 'worse'))
}

interface PairComparison {
  readonly changes: readonly Change[]
  readonly noise: readonly number[]
  /** There was something to compare. */
  readonly compared: boolean
  /** Why some of it could not be compared. */
  readonly reasons: readonly string[]
}

function comparePair(
  before: Comparable,
  after: Comparable,
  { minDetectableSlowdown, toleranceOf }: CompareLimits,
): PairComparison {
  const terms = {
    tolerance: toleranceOf(after.project),
    whole: before.whole && after.whole,
    inexact: after.inexact ?? before.inexact,
  }
  const exact = common(before.exact, after.exact).map(([was, is]) => exactChanges(was, is, terms))
  const rows = common(before.real, after.real).map(([was, is]) => compareRows(was, is, minDetectableSlowdown))
  const reasons = [
    ...(before.exact.size > 0 && after.exact.size > 0 && exact.length === 0 ? ['other seed'] : []),
    ...(before.real.size > 0 && after.real.size > 0 && rows.length === 0 ? ['other machine'] : []),
    ...new Set(exact.flatMap((one) => one.reasons)),
  ]
  return {
    changes: [...exact.flatMap(({ changes }) => changes), ...rows.flatMap(({ change }) => change ?? [])],
    noise: rows.filter(({ change }) => change === undefined).map(({ growth }) => growth),
    compared: exact.length + rows.length > 0,
    reasons,
  }
}

function common<K, T>(before: ReadonlyMap<K, T>, after: ReadonlyMap<K, T>): [T, T][] {
  return [...after].flatMap(([key, is]): [T, T][] => {
    const was = before.get(key)
    return was === undefined ? [] : [[was, is]]
  })
}
