import { exactFigures } from '../../core/baseline/exact-figures.ts'
import type { ExactFigures } from '../../core/baseline/exact-entry.ts'
import { formatCount } from '../../core/format.ts'
import type { ReadMeasureOptions } from '../../core/options/measure-options.ts'
import type { MeasuredEntry, TestRun } from '../test-run.ts'

/** What of a measurement's call decides how it compares with the baseline. */
export interface Comparability {
  /** What its option `baseline` says: whether it is compared without a matcher; undefined where it says nothing. */
  readonly wanted: boolean | undefined
  /** The options name how many iterations there are, and nothing else that could end them. */
  readonly fixed: boolean
  /** Iterations may end by a timeout. */
  readonly limited: boolean
  /** Virtual times are the same in every run. */
  readonly exactTimes: boolean
}

/** Where a measurement was made in another way than by `perf.measure`. */
const UNKNOWN: Comparability = { wanted: undefined, fixed: false, limited: false, exactTimes: false }

export function comparabilityOf(
  { baseline, iterations, timeMs, iterationTimeoutMs }: ReadMeasureOptions,
  run: Pick<TestRun, 'exactTime'>,
): Comparability {
  return {
    wanted: baseline,
    fixed: iterations !== undefined && timeMs === undefined,
    limited: iterationTimeoutMs !== undefined,
    exactTimes: run.exactTime === true,
  }
}

/** What a baseline keeps of a measurement, its histogram left out. */
export function figuresOf({ measurement, comparability = UNKNOWN }: MeasuredEntry): ExactFigures | null {
  return exactFigures(measurement, comparability.exactTimes)
}

/** Why counts of a measurement may differ from run to run though its code is the same; undefined where they may not. */
export function whyInexact({ measurement: run, comparability = UNKNOWN }: MeasuredEntry): string | undefined {
  const { fixed, limited, exactTimes } = comparability
  if (run.clock === 'virtual') {
    return exactTimes || run.seen.timed === 0
      ? undefined
      : `${timed(run.seen.timed)}, and real time is part of it`
  }
  if (!fixed || run.stopping !== 'fixed' || run.timeIsUp) {
    return "how many iterations there are depends on the machine: set `iterations`, or measure on { clock: 'virtual' }"
  }
  if (run.seen.timed > 0) return `${timed(run.seen.timed)}: measure on { clock: 'virtual' }`
  if (limited && run.errors > 0)
    return "iterations may have ended by their timeout: measure on { clock: 'virtual' }"
  return undefined
}

function timed(calls: number): string {
  return `${formatCount(calls, 'call')} ${calls === 1 ? 'was' : 'were'} given up, or turned away by a rate limit`
}
