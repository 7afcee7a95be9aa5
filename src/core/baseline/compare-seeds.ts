import { TIMES, changeOf, countLabels, resultOf, sumOf } from './compare-exact.ts'
import type { ComparedFigure, ExactComparison } from './compare-exact.ts'
import type { ExactFigures } from './exact-entry.ts'

/** Seeds that are run where the baseline has drawn other latencies. */
export const COMPARED_SEEDS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8]

/** Student's t, 0.9995, of 7 degrees of freedom: one in 2,000 figures that are alike lies above. */
const T_9995_7 = 5.408
/** Two sums of the same figures in another order may differ by this share. */
const ROUNDING = 1e-9

/** Times whose distribution over seeds is known well enough. */
const JUDGED_TIMES = TIMES.filter(([label]) => ['mean', 'p50', 'p95', 'p99'].includes(label))

/**
 * Compares runs of {@link COMPARED_SEEDS} with a baseline that has drawn other
 * latencies. One more run of the same code lies in the prediction interval of
 * the eight; where they are all the same, it is that value.
 *
 * @param base the baseline's figures, with the names that mocks have now
 * @param runs one a seed
 * @param tolerance by how much a time may be worse, as a share
 */
export function compareSeeds(
  base: ExactFigures,
  runs: readonly ExactFigures[],
  tolerance: number,
): Pick<ExactComparison, 'figures' | 'result'> {
  const counts = countLabels(base, ...runs).flatMap((label) => {
    const received = runs.map((run) => sumOf(run, label) / run.iterations)
    return compareFigure(label, 'per iteration', sumOf(base, label) / base.iterations, received, 0)
  })
  const times = JUDGED_TIMES.flatMap(([label, key]) => {
    const received = runs.flatMap(({ times }) => (times === null ? [] : [times[key]]))
    if (base.times === null || received.length < runs.length) return []
    return compareFigure(label, 'ms', base.times[key], received, tolerance)
  })
  const figures = [...counts, ...times]
  return { figures, result: resultOf(figures) }
}

function compareFigure(
  label: string,
  unit: ComparedFigure['unit'],
  expected: number,
  received: readonly number[],
  tolerance: number,
): ComparedFigure[] {
  const n = received.length
  const mean = received.reduce((sum, value) => sum + value, 0) / n
  const squares = received.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const half = T_9995_7 * Math.sqrt(squares / (n - 1)) * Math.sqrt(1 + 1 / n) + Math.abs(mean) * ROUNDING
  const [low, high] = [mean - half, mean + half]
  if (expected * (1 + tolerance) >= low && expected * (1 - tolerance) <= high) return []
  const change = unit === 'ms' ? (expected < low ? 'worse' : 'better') : changeOf(label, expected, mean)
  return [{ label, unit, expected, received: mean, change, interval: [low, high] }]
}
