import { editDistance } from '../edit-distance.ts'
import type { BaselineKey } from './baseline.ts'
import type { ExactEntry } from './exact-entry.ts'

/** What has a name, and what each run of it repeats, by the seed. */
export interface Renamable extends BaselineKey {
  readonly exact: ReadonlyMap<number, ExactEntry>
}

/** What nothing has any more, and what is new and does just the same. */
export interface Rename<From extends BaselineKey = BaselineKey, To extends BaselineKey = From> {
  readonly from: From
  readonly to: To
}

/** Of more that are all alike, names say little, and comparing them takes long. */
const MOST_ALIKE = 50

/**
 * Pairs what is gone with what is new: same counts, and times of the same
 * shape. Among several the one whose name is nearest.
 */
export function findRenames<From extends Renamable, To extends Renamable>(
  gone: readonly From[],
  added: readonly To[],
): Rename<From, To>[] {
  const contents = added.flatMap((one) => contentsOf(one).map((content) => ({ one, content })))
  const byContent = Map.groupBy(contents, ({ content }) => content)
  const taken = new Set<To>()
  return gone.flatMap((from) => {
    const alike = contentsOf(from)
      .flatMap((content) => byContent.get(content) ?? [])
      .filter(({ one }) => !taken.has(one))
    const [nearest] = alike
      .slice(0, MOST_ALIKE)
      .map(({ one }) => ({ one, distance: editDistance(fullName(from), fullName(one)) }))
      .toSorted((a, b) => a.distance - b.distance)
    if (nearest === undefined) return []
    taken.add(nearest.one)
    return [{ from, to: nearest.one }]
  })
}

/** What is compared, a text a seed; nothing for what could be anything. */
function contentsOf({ exact: bySeed }: Renamable): string[] {
  return [...bySeed].flatMap(([seed, { iterations, errors, counts, times }]) => {
    if (counts.length === 0 && times === null) return []
    // Histograms of the same times may be encoded in several ways.
    const shape = times && { ...times, histogramNs: '' }
    return [JSON.stringify([seed, iterations, errors, counts, shape])]
  })
}

function fullName(key: BaselineKey): string {
  return [key.project, key.file, key.test, key.measurement].join(' ')
}
