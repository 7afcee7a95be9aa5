import { COUNT_KINDS, readCountLabel } from './count-kinds.ts'
import { sameDraws } from './draws-digest.ts'
import type { ExactFigures, VirtualFigures } from './exact-entry.ts'
import { renamedMocks, withNewNames } from './renamed-mocks.ts'
import type { Renamed } from './renamed-mocks.ts'

/** A figure that differs from the baseline's. */
export interface ComparedFigure {
  /** `calls web_search`, `p95`. */
  readonly label: string
  readonly unit: 'ms' | 'per iteration'
  /** The baseline's. */
  readonly expected: number
  readonly received: number
  /** Of a count: both sums over all iterations, where these are equally many. */
  readonly sums?: { readonly expected: number; readonly received: number } | undefined
  /** `other`: neither better nor worse by itself, such as hits of a cache. */
  readonly change: 'worse' | 'better' | 'other'
  /** Of times over several seeds: between what and what theirs are expected. */
  readonly interval?: readonly [number, number]
}

/** Two runs of one measurement, compared. */
export interface ExactComparison {
  readonly figures: readonly ComparedFigure[]
  readonly result: 'same' | 'better' | 'worse'
  /** Mocks that have another name than in the baseline. */
  readonly renamed: Renamed
  /** Mocks that draw other latencies than in the baseline. */
  readonly redrawn: readonly string[]
  /** Iterations of the baseline, where they are not as many. */
  readonly otherIterations: number | undefined
}

/** Words for a message, in their order: the names that people know of times. */
export const TIMES: readonly (readonly [label: string, key: keyof VirtualFigures])[] = [
  ['min', 'minMs'],
  ['mean', 'meanMs'],
  ['p50', 'p50Ms'],
  ['p75', 'p75Ms'],
  ['p90', 'p90Ms'],
  ['p95', 'p95Ms'],
  ['p99', 'p99Ms'],
  ['max', 'maxMs'],
]

export const FAILED_ITERATIONS = 'failed iterations'

/**
 * Compares what a run has come to with what the baseline has of it, figure by figure.
 *
 * @param tolerance by how much a time may be worse, as a share
 */
export function compareExact(before: ExactFigures, now: ExactFigures, tolerance: number): ExactComparison {
  const renamed = renamedMocks(before, now)
  const base = withNewNames(before, renamed)
  const figures = [...compareCounts(base, now), ...compareTimes(base.times, now.times, tolerance)]
  const draws = new Map(base.draws)
  return {
    figures,
    result: resultOf(figures),
    renamed,
    redrawn: now.draws
      .filter(([name, digest]) => !sameDraws(draws.get(name) ?? '', digest))
      .map(([name]) => name),
    otherIterations: base.iterations === now.iterations ? undefined : base.iterations,
  }
}

/** Whether both have drawn the same: then any difference is the code's. */
export function drewTheSame({ renamed, redrawn, otherIterations }: ExactComparison): boolean {
  return renamed.size === 0 && redrawn.length === 0 && otherIterations === undefined
}

export function resultOf(figures: readonly ComparedFigure[]): ExactComparison['result'] {
  if (figures.length === 0) return 'same'
  return figures.some(({ change }) => change === 'worse') ? 'worse' : 'better'
}

/** Every count of one of the runs or of the other, and failed iterations: what an iteration came to, on average. */
export function countLabels(...runs: readonly ExactFigures[]): string[] {
  const labels = new Set(runs.flatMap(({ counts }) => counts.map(([label]) => label)))
  const kinds = Object.keys(COUNT_KINDS)
  const place = (label: string): number => {
    const index = kinds.indexOf(readCountLabel(label)?.kind ?? '')
    return index === -1 ? kinds.length : index
  }
  return [FAILED_ITERATIONS, ...[...labels].toSorted((a, b) => place(a) - place(b) || (a < b ? -1 : 1))]
}

/** The sum of a count over all iterations. */
export function sumOf({ errors, counts }: ExactFigures, label: string): number {
  return label === FAILED_ITERATIONS ? errors : (counts.find(([name]) => name === label)?.[1] ?? 0)
}

/** What more of a count is. */
export function changeOf(label: string, expected: number, received: number): ComparedFigure['change'] {
  const kind = readCountLabel(label)?.kind
  if (kind !== undefined && !COUNT_KINDS[kind].moreIsWorse) return 'other'
  return received > expected ? 'worse' : 'better'
}

function compareCounts(base: ExactFigures, now: ExactFigures): ComparedFigure[] {
  return countLabels(base, now).flatMap((label) => {
    const [expected, received] = [sumOf(base, label), sumOf(now, label)]
    // Sums are whole: across, so that nothing is rounded.
    const difference = received * base.iterations - expected * now.iterations
    if (difference === 0) return []
    return {
      label,
      unit: 'per iteration' as const,
      expected: expected / base.iterations,
      received: received / now.iterations,
      sums: base.iterations === now.iterations ? { expected, received } : undefined,
      change: changeOf(label, 0, difference),
    }
  })
}

function compareTimes(
  base: VirtualFigures | null,
  now: VirtualFigures | null,
  tolerance: number,
): ComparedFigure[] {
  if (base === null || now === null) return []
  return TIMES.flatMap(([label, key]) => {
    const [expected, received] = [base[key], now[key]]
    const isWorse = received > expected * (1 + tolerance)
    if (!isWorse && received >= expected * (1 - tolerance)) return []
    return { label, unit: 'ms' as const, expected, received, change: isWorse ? 'worse' : 'better' }
  })
}
