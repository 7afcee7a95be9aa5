import { editDistance } from '../edit-distance.ts'
import { keyOf } from './baseline-key.ts'
import type { BaselineEntry, BaselineKey } from './baseline.ts'
import type { ExactEntry } from './exact-entry.ts'
import type { SeenMeasurement } from './update-policy.ts'

/** An entry that nothing has any more, and a new one that does just the same. */
export interface Rename {
  readonly from: BaselineKey
  readonly to: BaselineKey
}

/** Of more that are all alike, names say little, and comparing them takes long. */
const MOST_ALIKE = 50

/**
 * Pairs entries that are gone with measurements that are new: same counts, and
 * times of the same shape. Among several the one whose name is nearest.
 */
export function findRenames(gone: readonly BaselineEntry[], added: readonly SeenMeasurement[]): Rename[] {
  const byContent = Map.groupBy(added, ({ seed, record }) => contentOf(seed, record.exact))
  byContent.delete(null)
  const taken = new Set<SeenMeasurement>()
  return gone.flatMap((entry) => {
    const alike = [...entry.exact]
      .flatMap(([seed, exact]) => byContent.get(contentOf(seed, exact)) ?? [])
      .filter((one) => !taken.has(one))
    const [nearest] = alike
      .slice(0, MOST_ALIKE)
      .map((one) => ({ one, distance: editDistance(fullName(entry), fullName(one)) }))
      .toSorted((a, b) => a.distance - b.distance)
    if (nearest === undefined) return []
    taken.add(nearest.one)
    return [{ from: keyOf(entry), to: keyOf(nearest.one) }]
  })
}

/** What is compared; null for what could be anything. */
function contentOf(seed: number, exact: ExactEntry | null): string | null {
  if (exact === null || (exact.counts.length === 0 && exact.times === null)) return null
  const { iterations, errors, counts, times } = exact
  // Histograms of the same times may be encoded in several ways.
  const shape = times && { ...times, histogramNs: '' }
  return JSON.stringify([seed, iterations, errors, counts, shape])
}

function fullName(key: BaselineKey): string {
  return [key.project, key.file, key.test, key.measurement].join(' ')
}
