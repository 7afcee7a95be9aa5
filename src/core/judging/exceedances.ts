import { binomialAtLeast, binomialAtMost, leastForBinomial } from '../stats/binomial.ts'
import { ExceedanceTest, leastForSequential, testExceedances } from '../stats/exceedance.ts'
import type { Stopping, Timing } from '../timing.ts'
import { FAIL_CONFIDENCE, PASS_CONFIDENCE } from './rule.ts'
import type { Outcome, Rule, Watch } from './rule.ts'

interface Counted {
  readonly observations: number
  readonly exceeding: number
}

/**
 * Judges "fewer than a share of the observations exceed": percentiles, and the
 * error rate. A p95 is below its limit when less than 5 % of all iterations
 * take the limit or longer.
 *
 * Fixed number of iterations: the exact binomial bound, passed at 95 %, failed
 * at 99.5 %. Ended by its own samples: the sequential test, which holds however
 * often one looked.
 */
export function exceedances({
  of,
  shareOf,
  seen,
}: {
  readonly of: (run: Timing, limit: number) => Counted
  /** What counts while the measurement runs: slow samples, or failed iterations. */
  readonly seen: 'slow' | 'failed'
  /** The share that the limit allows, above 0 and up to 1. */
  readonly shareOf: (limit: number) => number
}): Rule {
  return {
    observations: (run) => of(run, Infinity).observations,
    least: (stopping, limit) => leastObservations(shareOf(limit), stopping),
    watch: (limit) => (seen === 'slow' ? watchSlow(shareOf(limit), limit) : watchFailed(shareOf(limit))),
    find(run, limit) {
      const counted = of(run, limit)
      const allowed = shareOf(limit)
      const method = run.stopping === 'sequential' ? 'sequential' : 'binomial'
      return {
        outcome: method === 'sequential' ? sequentially(counted, allowed) : exactly(counted, allowed),
        evidence: { kind: 'exceedances', ...counted, allowed, method },
      }
    },
  }
}

/** In a row, samples may be this many times as slow as others: while the garbage collector marks, for one. */
const SLOW_SPELL = 10

function watchSlow(share: number, limitMs: number): Watch {
  const test = new ExceedanceTest(share)
  let [fastestMs, slowestMs] = [Infinity, 0]
  return {
    decidable: true,
    get state() {
      return stateOf(test)
    },
    get clear() {
      return slowestMs * SLOW_SPELL < limitMs || fastestMs > limitMs * SLOW_SPELL
    },
    sample(ms) {
      if (ms < fastestMs) fastestMs = ms
      if (ms > slowestMs) slowestMs = ms
      test.add(ms >= limitMs)
    },
    error: () => {},
    dropped: () => test.add(true),
  }
}

function watchFailed(share: number): Watch {
  const test = new ExceedanceTest(share)
  return {
    // All may fail but one: only the end tells.
    decidable: share < 1,
    get state() {
      return share < 1 ? stateOf(test) : 'open'
    },
    // Whether iterations fail is no matter of spells.
    clear: true,
    sample: () => test.add(false),
    error: () => test.add(true),
    dropped: () => {},
  }
}

function stateOf({ decision }: ExceedanceTest): Watch['state'] {
  return decision === undefined ? 'open' : decision === 'below' ? 'pass' : 'fail'
}

/** Rounded up by a hair, because 1 − 0.95 is a hair below 0.05. */
const PASS_ERROR = (1 - PASS_CONFIDENCE) * (1 + 1e-9)

const leastKnown = new Map<string, number>()

/** How many observations it takes to pass when none exceeds. */
export function leastObservations(share: number, stopping: Stopping): number {
  // All may exceed but one: there is nothing to estimate.
  if (share >= 1) return 1
  const key = `${stopping} ${share}`
  const least =
    leastKnown.get(key) ??
    (stopping === 'sequential' ? leastForSequential(share) : leastForBinomial(share, PASS_CONFIDENCE))
  leastKnown.set(key, least)
  return least
}

function exactly({ observations, exceeding }: Counted, allowed: number): Outcome {
  if (allowed >= 1) return exceeding < observations ? 'pass' : 'fail'
  if (binomialAtMost(exceeding, observations, allowed) <= PASS_ERROR) return 'pass'
  if (binomialAtLeast(exceeding, observations, allowed) <= 1 - FAIL_CONFIDENCE) return 'fail'
  return 'inconclusive'
}

function sequentially(counted: Counted, allowed: number): Outcome {
  if (allowed >= 1) return exactly(counted, allowed)
  const decision = testExceedances(counted, allowed)
  return decision === undefined ? 'inconclusive' : decision === 'below' ? 'pass' : 'fail'
}
