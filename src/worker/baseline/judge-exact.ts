import type { Finding } from '../../core/baseline/baseline-record.ts'
import { compareExact, drewTheSame } from '../../core/baseline/compare-exact.ts'
import type { ComparedFigure, ExactComparison } from '../../core/baseline/compare-exact.ts'
import { phraseOf } from '../../core/baseline/describe-change.ts'
import type { ExactFigures } from '../../core/baseline/exact-entry.ts'

/** How the counts and the virtual times of a measurement compare with the baseline. */
export interface ExactJudgement {
  readonly finding: Finding
  /** Undefined where one of the two has nothing. */
  readonly comparison: ExactComparison | undefined
  /** It differs, and has drawn other latencies: runs with several seeds have to tell. */
  readonly open: boolean
}

/**
 * @param base what the baseline has with this seed; undefined for nothing
 * @param now null where nothing of it is exact
 * @param inexact why counts may differ from run to run; undefined where they may not
 * @param tolerance by how much a virtual time may be worse, as a share
 */
export function judgeExact(
  base: ExactFigures | undefined,
  now: ExactFigures | null,
  { inexact, tolerance }: { readonly inexact: string | undefined; readonly tolerance: number },
): ExactJudgement {
  if (base === undefined) return without(now === null ? 'none' : 'missing')
  if (now === null) {
    return without('inconclusive', 'the baseline has counts of it, and nothing was counted in this run')
  }
  const comparison = compareExact(base, now, tolerance)
  const { figures, result } = comparison
  const changes = phrasesOf(figures, now.iterations)
  const inconclusive = (reason: string): ExactJudgement => ({
    finding: { result: 'inconclusive', changes, reason },
    comparison,
    open: false,
  })
  if (figures.length > 0 && inexact !== undefined) return inconclusive(inexact)
  if (figures.length > 0 && !drewTheSame(comparison)) {
    return { ...inconclusive('it has drawn other latencies than the baseline'), open: true }
  }
  if (result !== 'worse' && (base.times === null) !== (now.times === null)) {
    const [there, here] = base.times === null ? ['no', 'some'] : ['some', 'none']
    return inconclusive(`the baseline has ${there} virtual times of it, and this run ${here}`)
  }
  return { finding: { result, changes }, comparison, open: false }
}

export function phrasesOf(figures: readonly ComparedFigure[], iterations: number): string[] {
  return figures.map((figure) => phraseOf(figure, iterations))
}

function without(result: Finding['result'], reason?: string): ExactJudgement {
  return {
    finding: { result, changes: [], ...(reason !== undefined && { reason }) },
    comparison: undefined,
    open: false,
  }
}
