import { bootstrapT } from '../stats/bootstrap-t.ts'
import type { MeanInterval } from '../stats/bootstrap-t.ts'
import { randomStream } from '../time/random.ts'
import type { Timing } from '../timing.ts'
import { FAIL_CONFIDENCE, PASS_CONFIDENCE } from './rule.ts'
import type { Rule } from './rule.ts'

/** Below, neither batches nor resampling say anything about the spread. */
const LEAST_SAMPLES = 10
/** Quantiles of the normal distribution at 95 % and 99.5 %. */
const NORMAL_QUANTILES = new Map([
  [PASS_CONFIDENCE, 1.644854],
  [FAIL_CONFIDENCE, 2.575829],
])

/**
 * Judges a mean by a bootstrap-t interval over batch means: passed when its
 * upper bound at 95 % is below the limit, failed when its lower bound at 99.5 %
 * is not.
 *
 * Where only mean and standard deviation are known, a normal interval.
 */
export function meanBelow({
  batches,
  bound,
}: {
  /** Batch means in ms. */
  readonly batches: (run: Timing) => Float64Array | undefined
  /** The limit as a bound of that mean, in ms; its own inverse. */
  readonly bound: (limit: number) => number
}): Rule {
  return {
    observations: (run) => run.n,
    least: () => LEAST_SAMPLES,
    find(run, limit) {
      const values = batches(run)
      const interval =
        values === undefined ? normalInterval(run) : bootstrapT(values, randomStream(run.seed, 'bootstrap'))
      const low = Math.max(0, interval.lower(FAIL_CONFIDENCE))
      const high = interval.upper(PASS_CONFIDENCE)
      const most = bound(limit)
      const ends = [bound(low), bound(high)].toSorted((a, b) => a - b)
      return {
        outcome: high < most ? 'pass' : low >= most ? 'fail' : 'inconclusive',
        evidence: { kind: 'interval', low: ends[0] ?? low, high: ends[1] ?? high },
      }
    },
  }
}

/** Of a mean whose samples are not there: central limit theorem. */
function normalInterval({ mean, stdDev, n }: Timing): MeanInterval {
  const reach = (confidence: number): number =>
    n < 2 ? Infinity : ((NORMAL_QUANTILES.get(confidence) ?? Number.NaN) * stdDev) / Math.sqrt(n)
  return {
    mean,
    lower: (confidence) => mean - reach(confidence),
    upper: (confidence) => mean + reach(confidence),
  }
}
