import { compareKeys } from '../baseline/baseline.ts'
import type { BaselineKey } from '../baseline/baseline.ts'
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
  const now = new Map(after.map((entry) => [keyText(entry), entry]))
  const kept = after.flatMap((entry) => {
    const was = old.get(keyText(entry))
    return was === undefined ? [] : [{ before: was, after: entry, renamed: false }]
  })
  const gone = before.filter((entry) => !now.has(keyText(entry)))
  const come = after.filter((entry) => !old.has(keyText(entry)))
  const renamed = findRenames(gone, come)
  return {
    pairs: [...kept, ...renamed].toSorted((a, b) => compareKeys(a.after, b.after)),
    added: come.filter((entry) => !renamed.some((pair) => pair.after === entry)).toSorted(compareKeys),
    removed: gone.filter((entry) => !renamed.some((pair) => pair.before === entry)).toSorted(compareKeys),
  }
}

/** One that went and one that came, with the same counts and times, which no other of either has. */
function findRenames(gone: readonly Comparable[], come: readonly Comparable[]): Matching['pairs'] {
  const shapes = (entries: readonly Comparable[]): Map<string, Comparable[]> =>
    Map.groupBy(
      entries.filter(({ exact }) => exact.size > 0),
      shapeOf,
    )
  const [went, came] = [shapes(gone), shapes(come)]
  return [...went].flatMap(([shape, olds]) => {
    const news = came.get(shape) ?? []
    const [before, otherOld] = olds
    const [after, otherNew] = news
    if (before === undefined || after === undefined || otherOld !== undefined || otherNew !== undefined)
      return []
    return [{ before, after, renamed: true }]
  })
}

function shapeOf({ exact }: Comparable): string {
  return JSON.stringify(
    [...exact]
      .toSorted(([a], [b]) => a - b)
      .map(([seed, { iterations, errors, counts, times }]) => {
        if (times === null) return [seed, iterations, errors, counts]
        const { n, minMs, meanMs, p50Ms, p95Ms, p99Ms, maxMs } = times
        const ms = [minMs, meanMs, p50Ms, p95Ms, p99Ms, maxMs].map((one) => one.toFixed(3))
        return [seed, iterations, errors, counts, n, ms]
      }),
  )
}

function keyText({ project, file, test, measurement }: BaselineKey): string {
  return JSON.stringify([project, file, test, measurement])
}
