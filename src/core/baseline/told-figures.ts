import type { ComparedFigure } from './compare-exact.ts'
import { COUNT_KINDS, countLabel, readCountLabel } from './count-kinds.ts'

/** Times that say enough, where they differ. */
const TOLD_TIMES = ['mean', 'p50', 'p95', 'p99', 'max']

/** Without bytes that follow from calls, and without times that others stand for. */
export function toldFigures(figures: readonly ComparedFigure[]): readonly ComparedFigure[] {
  const labels = new Set(figures.map(({ label }) => label))
  const someTime = TOLD_TIMES.some((label) => labels.has(label))
  return figures.filter(({ label, unit }) => {
    if (unit === 'ms') return !someTime || TOLD_TIMES.includes(label)
    const read = readCountLabel(label)
    const follows = read !== undefined && COUNT_KINDS[read.kind].followsCalls
    return !follows || !labels.has(countLabel('calls', read.mock))
  })
}
