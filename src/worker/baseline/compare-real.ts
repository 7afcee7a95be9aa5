import type { BaselineEntry } from '../../core/baseline/baseline.ts'
import type { Finding } from '../../core/baseline/baseline-record.ts'
import { formatRegressionFailure } from '../../core/baseline/regression-failure.ts'
import { assertionAt } from '../../core/errors.ts'
import type { Measurement } from '../../core/measurement.ts'
import type { WorkerBaseline } from '../../core/options/baseline-options.ts'
import type { InconclusivePolicy } from '../../core/options/skillperf-options.ts'
import type { TestRun } from '../test-run.ts'
import { judgeReal } from './judge-real.ts'
import { RegressionSuspicion } from './regression-suspicion.ts'

/** How somebody asked for a comparison of real times. */
export interface AskedRealComparison {
  /** What the baseline has of the measurement, by the machine; undefined without an entry. */
  readonly real: BaselineEntry['real'] | undefined
  readonly baseline: Pick<WorkerBaseline, 'machine' | 'minDetectableSlowdown'>
  /** What the user wrote: `expect(run).toMatchBaseline()`. */
  readonly title: string
  /** The test file, as one writes it on the command line. */
  readonly file: string
  /** Where an error points that is thrown later. */
  readonly place: Error
  /** Whether a finding fails the test. */
  readonly fails: (finding: Finding, policy: InconclusivePolicy) => boolean
  /** Takes what fresh processes have told in the end. */
  readonly settled: (finding: Finding) => void
}

/**
 * Compares the real times of a measurement with the baseline. What looks slower
 * is left to the end of the test, where fresh processes tell.
 *
 * @returns what is known at once; `pending` where fresh processes will tell more
 */
export function compareReal(
  run: TestRun,
  measurement: Measurement,
  { real, baseline, title, file, place, fails, settled }: AskedRealComparison,
): { readonly finding: Finding; readonly pending: boolean } {
  const { finding, times, known, regression } = judgeReal(measurement, real, baseline)
  const open = regression?.result === 'open' && times !== undefined && known !== undefined
  if (!open || run.options.attempts === undefined) return { finding, pending: false }
  run.suspicions.push(
    new RegressionSuspicion({
      measurement: measurement.name,
      known,
      row: times.row,
      minDetectableSlowdown: baseline.minDetectableSlowdown,
      settled,
      error: (found, evidence, policy) =>
        fails(found, policy)
          ? assertionAt(place, formatRegressionFailure(measurement, { ...evidence, title, file }))
          : undefined,
    }),
  )
  return { finding, pending: true }
}
