import { assertionAt, errorAt } from '../../core/errors.ts'
import type { MeasuredEntry, TestRun } from '../test-run.ts'
import { compareWithBaseline } from './compare-with-baseline.ts'

/**
 * Compares a measurement with the baseline though no matcher has asked, where
 * its own option or `enforceBaseline` does.
 *
 * @returns what fails the test at once
 */
export function enforceBaseline(run: TestRun, entry: MeasuredEntry): Error[] {
  const { baseline } = run.options
  const wanted = entry.comparability?.wanted
  if (baseline === undefined || entry.compared !== undefined || entry.measurement.iterations === 0) return []
  if (!(wanted ?? baseline.enforce)) return []
  const origin =
    wanted === true ? '`baseline: true` of this measurement' : '`enforceBaseline` in the skillperf options'
  try {
    const { fails, message } = compareWithBaseline(run, entry, baseline, {
      source: 'options',
      heading: { title: 'Baseline', negated: false, origin },
      tolerance: undefined,
      place: entry.place,
    })
    return fails ? [assertionAt(entry.place, message())] : []
  } catch (error) {
    return [errorAt(entry.place, error as Error)]
  }
}
