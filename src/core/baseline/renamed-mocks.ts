import { readCountLabel } from './count-kinds.ts'
import type { ExactFigures, Pairs } from './exact-entry.ts'

/** Mocks that have another name now: from the old one to the new one. */
export type Renamed = ReadonlyMap<string, string>

/**
 * Finds mocks that seem to have got another name: one that is gone and one that
 * is new, or, where there are several, those with the same counts.
 */
export function renamedMocks(before: ExactFigures, now: ExactFigures): Renamed {
  const [old, current] = [countsByMock(before.counts), countsByMock(now.counts)]
  const gone = [...old.keys()].filter((name) => !current.has(name))
  const added = [...current.keys()].filter((name) => !old.has(name))
  const [from, to] = [gone[0], added[0]]
  if (from === undefined || to === undefined) return new Map()
  if (gone.length === 1 && added.length === 1) return new Map([[from, to]])
  const free = new Set(added)
  const pairs = gone.flatMap((name): [string, string][] => {
    const same = [...free].find((other) => current.get(other) === old.get(name))
    if (same === undefined) return []
    free.delete(same)
    return [[name, same]]
  })
  return new Map(pairs)
}

/** The figures as if those mocks had had their new names. */
export function withNewNames(figures: ExactFigures, renamed: Renamed): ExactFigures {
  if (renamed.size === 0) return figures
  const newName = (name: string): string => renamed.get(name) ?? name
  return {
    ...figures,
    counts: figures.counts.map(([label, count]) => {
      const mock = readCountLabel(label)?.mock
      if (mock === undefined || !renamed.has(mock)) return [label, count]
      return [label.slice(0, label.length - mock.length) + newName(mock), count]
    }),
    draws: figures.draws.map(([name, digest]) => [newName(name), digest]),
  }
}

/** All that was counted of each mock, as a text to compare. */
function countsByMock(counts: Pairs<number>): Map<string, string> {
  const all = new Map<string, string>()
  for (const [label, count] of counts) {
    const read = readCountLabel(label)
    if (read?.mock === undefined) continue
    all.set(read.mock, `${all.get(read.mock) ?? ''}${read.kind} ${count}\n`)
  }
  return all
}
