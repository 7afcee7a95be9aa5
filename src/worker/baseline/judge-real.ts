import type { BaselineEntry, RealEntry } from '../../core/baseline/baseline.ts'
import type { Finding } from '../../core/baseline/baseline-record.ts'
import { describeChange } from '../../core/baseline/real-change.ts'
import { formatCount, formatNames } from '../../core/format.ts'
import type { Measurement } from '../../core/measurement.ts'
import type { WorkerBaseline } from '../../core/options/baseline-options.ts'
import { judgeRegression } from '../../core/stats/regression.ts'
import type { Regression } from '../../core/stats/regression.ts'
import { LEAST_ITERATIONS, isComparable } from './measure-row.ts'
import { realTimesFrom } from './real-times.ts'
import type { RealTimes } from './measure-row.ts'

/** How the real times of a measurement compare with the baseline. */
export interface RealComparison {
  readonly finding: Finding
  /** What a baseline would keep of it; undefined where the reference did not run. */
  readonly times: RealTimes | undefined
  /** What it was compared with; undefined where there was nothing. */
  readonly known: RealEntry | undefined
  /** By this process alone. Where it is `open`, fresh attempts have to tell. */
  readonly regression: Regression | undefined
}

/**
 * Compares the real times of a measurement with the baseline, as far as one
 * process can: what looks slower takes fresh ones to tell.
 *
 * @param real what the baseline has of it, by the machine; undefined without an entry
 * @param minDetectableSlowdown the slowdown that is to be found, as a share
 */
export function judgeReal(
  run: Measurement,
  real: BaselineEntry['real'] | undefined,
  { machine, minDetectableSlowdown }: Pick<WorkerBaseline, 'machine' | 'minDetectableSlowdown'>,
): RealComparison {
  const times = realTimesFrom(run)
  const known = real?.get(machine)
  const undecided = (result: Finding['result'], reason?: string): RealComparison => {
    const finding: Finding = { result, changes: [], ...(reason !== undefined && { reason }) }
    return { finding, times, known, regression: undefined }
  }
  if (run.clock === 'virtual') return undecided('none')
  if (!isComparable(run.clock, run.load)) {
    return undecided('none', 'real times are compared where iterations run one at a time')
  }
  const tooFew = `${formatCount(run.n, 'iteration')} left nothing to compare: run at least ${LEAST_ITERATIONS}, of more than nothing`
  if (known === undefined) {
    if (run.n < LEAST_ITERATIONS) return undecided('none', tooFew)
    const others = [...(real?.keys() ?? [])]
    return others.length === 0 ? undecided('missing') : undecided('inconclusive', describeOthers(others))
  }
  if (times === undefined) return undecided('inconclusive', tooFew)
  const regression = judgeRegression(known.rows, [times.row], minDetectableSlowdown)
  return { times, known, regression, finding: findingOf(regression) }
}

/** What a comparison tells main; an open one is inconclusive until somebody settles it. */
export function findingOf(regression: Regression): Finding {
  const change = describeChange(regression)
  if (regression.result === 'same') return { result: 'same', changes: [] }
  return regression.result === 'open'
    ? { result: 'inconclusive', changes: [], reason: `${change}, and one process cannot tell` }
    : { result: regression.result, changes: [change] }
}

function describeOthers(machines: readonly string[]): string {
  return (
    `its real times are those of ${machines.length === 1 ? 'another machine' : 'other machines'}, ${formatNames(machines)}: ` +
    'to record them for this one, too, run its file with -u'
  )
}
