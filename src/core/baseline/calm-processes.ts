import { waitsLike } from '../stats/regression.ts'
import { RECORDED_PROCESSES } from './baseline.ts'
import type { ProcessRow } from './process-row.ts'

/** A process that was recorded. */
interface Recorded {
  readonly row: ProcessRow
}

/** The reference of the slowest process that is kept takes at most so many times as long as that of the fastest. */
const STEADY = 1.1

/**
 * The processes that a baseline keeps of those that were recorded: the ones
 * whose reference was the fastest, because others that use the machine only
 * slow it, and slow code and reference by different factors. Of code that waits
 * the first ones.
 *
 * @returns at most {@link RECORDED_PROCESSES}, in their order
 */
export function calmProcesses<T extends Recorded>(recorded: readonly T[]): readonly T[] {
  if (waits(recorded)) return recorded.slice(0, RECORDED_PROCESSES)
  const kept = new Set(
    recorded.toSorted((a, b) => a.row.ref05Ns - b.row.ref05Ns).slice(0, RECORDED_PROCESSES),
  )
  return recorded.filter((one) => kept.has(one))
}

/** Whether those that would be kept ran on a machine that was as fast all the time: no other is worth recording. */
export function areSteady(recorded: readonly Recorded[]): boolean {
  if (waits(recorded)) return true
  const references = calmProcesses(recorded).map(({ row }) => row.ref05Ns)
  return Math.max(...references) <= STEADY * Math.min(...references)
}

function waits(recorded: readonly Recorded[]): boolean {
  return recorded.length > 0 && waitsLike(recorded.map(({ row }) => row))
}
