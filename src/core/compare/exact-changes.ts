import { compareExact, drewTheSame } from '../baseline/compare-exact.ts'
import type { ComparedFigure } from '../baseline/compare-exact.ts'
import { readCountLabel } from '../baseline/count-kinds.ts'
import type { ExactFigures } from '../baseline/exact-entry.ts'
import { describeOtherDraws } from '../baseline/other-draws.ts'
import { toldFigures } from '../baseline/told-figures.ts'
import type { Change } from './change.ts'

/** Fewer iterations may all have had the same luck. */
const MANY_ITERATIONS = 10

/** What two exact entries come to. */
export interface ExactChanges {
  readonly changes: readonly Change[]
  /** Why some of it says nothing of the code. */
  readonly reasons: readonly string[]
}

/** How two exact entries are compared. */
export interface ExactTerms {
  /** By how much a time may be worse, as a share. */
  readonly tolerance: number
  /** Both sides name all counts: what was repeated is told only where somebody has compared with a baseline. */
  readonly whole: boolean
  /** Why counts may differ from run to run though the code is the same; undefined where they may not. */
  readonly inexact: string | undefined
}

/**
 * Compares what every run of the same code repeats, as `toMatchBaseline` does.
 * Nobody can run other seeds here: where draws differ, or counts are not exact,
 * only those that are the same in every iteration are judged.
 */
export function exactChanges(
  before: ExactFigures,
  after: ExactFigures,
  { tolerance, whole, inexact }: ExactTerms,
): ExactChanges {
  const compared = compareExact(before, after, tolerance)
  const known = compared.figures.filter(({ label }) => whole || readCountLabel(label)?.kind !== 'repeats')
  const isSure = inexact === undefined && drewTheSame(compared)
  const many = Math.min(before.iterations, after.iterations) >= MANY_ITERATIONS
  return {
    changes: toldFigures(known).map((figure) => ({
      what: figure.label,
      unit: figure.unit === 'ms' ? 'virtual' : 'count',
      before: figure.expected,
      after: figure.received,
      direction: isSure || (many && isEven(figure)) ? figure.change : 'other',
    })),
    reasons: [
      ...(known.length === 0
        ? []
        : inexact === undefined
          ? describeOtherDraws(compared, 'than before')
          : [inexact]),
      ...((before.times === null) === (after.times === null) ? [] : ['virtual times on one side only']),
    ],
  }
}

/** As far as sums tell, so many in each iteration: no chance is in it. */
function isEven({ unit, expected, received }: ComparedFigure): boolean {
  return unit !== 'ms' && Number.isInteger(expected) && Number.isInteger(received)
}
