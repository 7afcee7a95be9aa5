/** Something that is not as it was. */
export interface Change {
  /** `p95`, `calls web_search`, `real time`. */
  readonly what: string
  /** `virtual`: ms of the virtual clock; `real`: ms of the real one; `count`: how often, an iteration. */
  readonly unit: 'virtual' | 'real' | 'count'
  readonly before: number
  readonly after: number
  /** `other`: nobody can say which is better. */
  readonly direction: Direction
}

export type Direction = 'worse' | 'better' | 'other'

/** By how much it grew, as a share; Infinity where there was nothing before. */
export function growth({ before, after }: Change): number {
  return before === after ? 0 : after / before - 1
}

/** Worst first: what became worse before what became better, the greatest before the small. */
export function byWeight(a: Change, b: Change): number {
  const rank = RANKS[a.direction] - RANKS[b.direction]
  return rank !== 0 ? rank : Math.abs(growth(b)) - Math.abs(growth(a)) || 0
}

const RANKS: Readonly<Record<Direction, number>> = { worse: 0, other: 1, better: 2 }
