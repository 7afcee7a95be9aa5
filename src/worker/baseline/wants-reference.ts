import type { Accepted, RealEntry } from '../../core/baseline/baseline.ts'
import type { WorkerBaseline } from '../../core/options/baseline-options.ts'

/**
 * Whether a measurement has to run the reference: its entry has real times of
 * this machine to be compared with, or this run records them.
 *
 * @param known what the baseline has of it on this machine
 */
export function wantsReference(
  baseline: WorkerBaseline | undefined,
  known: Accepted<RealEntry> | undefined,
): boolean {
  return baseline !== undefined && (baseline.recording || known !== undefined)
}
