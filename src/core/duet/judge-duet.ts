import type { Tally, Vote } from '../attempts.ts'
import { quantile } from '../stats/quantile.ts'
import type { DuetRecord } from './duet-record.ts'

const NS_PER_MS = 1e6
/** Fewer slices of each version say too little. */
const LEAST_SLICES = 12

/** What the runs of a duet come to. */
export type DuetVerdict =
  | {
      readonly outcome: 'worse' | 'better' | 'same'
      /** By how much it grew, as a share: the middle of all runs. */
      readonly growth: number
      /** 25th percentiles, of the run in the middle. */
      readonly oldMs: number
      readonly newMs: number
    }
  | { readonly outcome: 'inconclusive'; readonly reason: string }

/**
 * How a duet counts for or against a slowdown.
 *
 * @param record undefined where the run had none
 * @param slowdown that is to be found, as a share; half of it is the boundary
 */
export function voteOfDuet(record: DuetRecord | undefined, slowdown: number): Vote {
  const score = scoreOf(record)
  if (typeof score === 'string') return { none: score }
  return score > Math.log1p(slowdown / 2) ? 'breach' : 'kept'
}

/**
 * Judges a measurement by its first duet and, where that was suspicious, by
 * what the others in fresh processes came to.
 *
 * @param runs of the measurement, the first one first; undefined where a run had none
 * @param tally of the fresh processes' votes; undefined where the first run was not suspicious
 */
export function judgeDuet(
  runs: readonly (DuetRecord | undefined)[],
  tally: Tally | undefined,
  slowdown: number,
): DuetVerdict {
  const [first] = runs
  const score = scoreOf(first)
  if (typeof score === 'string') return { outcome: 'inconclusive', reason: score }
  if (tally?.state === 'unknown' || tally?.state === 'open') {
    const reason = tally.state === 'unknown' ? tally.reason : 'it was not repeated often enough'
    return { outcome: 'inconclusive', reason: `slower at first, and not confirmed: ${reason}` }
  }
  const outcome =
    tally?.state === 'confirmed' ? 'worse' : score < -Math.log1p(slowdown / 2) ? 'better' : 'same'
  return { outcome, ...middleOf(runs) }
}

/** @returns the logarithm of the ratio, or why there is none */
function scoreOf(record: DuetRecord | undefined): number | string {
  if (record === undefined) return 'both versions did not come to it at once'
  const { reason, slices, played, old: before, new: after } = record
  if (reason !== undefined) return reason
  for (const [name, { errors, n }] of [
    ['old', before],
    ['new', after],
  ] as const) {
    if (errors > 0) return `${errors} of ${n} iterations of the ${name} version failed`
  }
  if (slices < LEAST_SLICES && played >= LEAST_SLICES)
    return `the machine was busy: ${slices} of ${played} slices had a processor to themselves, and it takes ${LEAST_SLICES}`
  if (slices < LEAST_SLICES)
    return `too few slices: ${slices}, and it takes ${LEAST_SLICES}; give the test more time`
  if (!before.q25Ns || !after.q25Ns) return 'it is too fast for the clock'
  return Math.log(after.q25Ns / before.q25Ns)
}

/** The run whose ratio is the middle one; of two, the smaller. */
function middleOf(runs: readonly (DuetRecord | undefined)[]): {
  growth: number
  oldMs: number
  newMs: number
} {
  const scored = runs
    .flatMap((record) => {
      const score = scoreOf(record)
      return record === undefined || typeof score === 'string' ? [] : [{ record, score }]
    })
    .toSorted((a, b) => a.score - b.score)
  const middle = scored[Math.floor((scored.length - 1) / 2)]
  const growth = Math.expm1(
    quantile(
      scored.map(({ score }) => score),
      0.5,
    ),
  )
  return {
    growth,
    oldMs: (middle?.record.old.q25Ns ?? Number.NaN) / NS_PER_MS,
    newMs: (middle?.record.new.q25Ns ?? Number.NaN) / NS_PER_MS,
  }
}
