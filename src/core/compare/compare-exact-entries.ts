import type { ExactEntry, Pairs, VirtualTimes } from '../baseline/exact-entry.ts'
import type { Change, Direction } from './change.ts'

/** Figures of the virtual clock, in the order in which they are told. */
const TIMES = [
  ['p95', 'p95Ms'],
  ['p50', 'p50Ms'],
  ['p99', 'p99Ms'],
  ['mean', 'meanMs'],
  ['max', 'maxMs'],
  ['min', 'minMs'],
] as const satisfies readonly (readonly [string, keyof VirtualTimes])[]
/** Those that are told of where any of them differs; the others only alone. */
const MAIN_TIMES = 3
/** More digits than a file keeps of a ms. */
const DECIMALS = 3

/** What two exact entries come to. */
export interface ExactComparison {
  readonly changes: readonly Change[]
  /** Mocks that draw other latencies than before, by name: times differ for that reason, too. */
  readonly otherDraws: readonly string[]
}

/**
 * Compares what every run of the same code repeats.
 *
 * @param whole whether both sides name all counts: otherwise one that only one side has may only not have been told
 */
export function compareExactEntries(before: ExactEntry, after: ExactEntry, whole: boolean): ExactComparison {
  const otherDraws = differentDraws(before, after)
  const counts = compareCounts(before, after, whole)
  return {
    changes: [...counts, ...compareTimes(before.times, after.times, otherDraws.length > 0)],
    otherDraws,
  }
}

function compareCounts(before: ExactEntry, after: ExactEntry, whole: boolean): Change[] {
  const names = new Set([...before.counts, ...after.counts].map(([name]) => name))
  const told = (name: string): boolean =>
    whole ||
    isTold(name) ||
    (find(before.counts, name) !== undefined && find(after.counts, name) !== undefined)
  const counts = [...names]
    .filter(told)
    .map((name) => [name, find(before.counts, name) ?? 0, find(after.counts, name) ?? 0] as const)
  const changes = [['errors', before.errors, after.errors] as const, ...counts].flatMap(([what, was, is]) => {
    // Products, because quotients would be rounded.
    if (was * after.iterations === is * before.iterations) return []
    const change = { before: was / before.iterations, after: is / after.iterations }
    return [{ what, unit: 'count' as const, ...change, direction: directionOf(what, change) }]
  })
  return changes.filter(({ what }) => !followsCalls(what, changes))
}

/** Counts that every report tells, whether or not there is a baseline. */
function isTold(name: string): boolean {
  return !name.startsWith('repeated calls ')
}

/** Bytes grow with the calls of their mock: where these have changed, they are no news. */
function followsCalls(name: string, changes: readonly Change[]): boolean {
  const [, mock] = /^bytes (?:sent|received) (.+)$/.exec(name) ?? []
  return mock !== undefined && changes.some(({ what }) => what === `calls ${mock}`)
}

/** Of everything that is counted less is better, but hits of a cache say nothing without its misses. */
function directionOf(name: string, { before, after }: { before: number; after: number }): Direction {
  if (/^cache hits\b/.test(name)) return 'other'
  return after > before ? 'worse' : 'better'
}

function compareTimes(before: VirtualTimes | null, after: VirtualTimes | null, others: boolean): Change[] {
  if (before === null || after === null) return []
  const differing = TIMES.flatMap(([what, key]): Change[] => {
    const [was, is] = [rounded(before[key]), rounded(after[key])]
    if (was === is) return []
    const direction = others ? 'other' : is > was ? 'worse' : 'better'
    return [{ what, unit: 'virtual', before: was, after: is, direction }]
  })
  const main = differing.filter(({ what }) => TIMES.slice(0, MAIN_TIMES).some(([name]) => name === what))
  return main.length > 0 ? main : differing
}

function differentDraws(before: ExactEntry, after: ExactEntry): string[] {
  return before.draws.flatMap(([name, digest]) => {
    const now = find(after.draws, name)
    return now === undefined || now === digest ? [] : [name]
  })
}

function find<T>(pairs: Pairs<T>, name: string): T | undefined {
  return pairs.find(([other]) => other === name)?.[1]
}

function rounded(ms: number): number {
  return Number(ms.toFixed(DECIMALS))
}
