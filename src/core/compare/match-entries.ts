import { keyText } from '../baseline/baseline-key.ts'
import { compareKeys } from '../baseline/baseline.ts'
import { findRenames } from '../baseline/find-renames.ts'
import type { Comparable } from './comparable.ts'

/** What belongs together on both sides. */
export interface Matching {
  /** The same measurement; `renamed` where it stands under another key now. */
  readonly pairs: readonly {
    readonly before: Comparable
    readonly after: Comparable
    readonly renamed: boolean
  }[]
  readonly added: readonly Comparable[]
  readonly removed: readonly Comparable[]
}

/** Finds the same measurements of both sides: by their keys, then, of what is left, by what each run repeats. */
export function matchEntries(before: readonly Comparable[], after: readonly Comparable[]): Matching {
  const old = new Map(before.map((entry) => [keyText(entry), entry]))
  const now = new Set(after.map(keyText))
  const kept = after.flatMap((entry) => {
    const was = old.get(keyText(entry))
    return was === undefined ? [] : [{ before: was, after: entry, renamed: false }]
  })
  const gone = before.filter((entry) => !now.has(keyText(entry)))
  const come = after.filter((entry) => !old.has(keyText(entry)))
  const renames = findRenames(gone, come)
  const renamed = renames.map(({ from, to }) => ({ before: from, after: to, renamed: true }))
  const paired = new Set(renames.flatMap(({ from, to }) => [from, to]))
  return {
    pairs: [...kept, ...renamed].toSorted((a, b) => compareKeys(a.after, b.after)),
    added: come.filter((entry) => !paired.has(entry)).toSorted(compareKeys),
    removed: gone.filter((entry) => !paired.has(entry)).toSorted(compareKeys),
  }
}
