import { formatCount, formatExact, formatNumber } from './format.ts'
import type { Measurement } from './measurement.ts'
import { openLoopQuantile } from './stats/omission.ts'

const NS_PER_MS = 1e6
/** Fewer samples have no p99 to compare. */
const LEAST_SAMPLES = 100
/** A handful of iterations is no measurement that a timer could spoil. */
const LEAST_TIMED = 30
/** A stall is hidden when callers that keep arriving would see this much more of it, ... */
const STALL_FACTOR = 2
/** ... and this many ms: below, it is the machine's own hiccups. */
const STALL_MS = 10
/** Shorter waiting is nobody's loss. */
const MOCKED_MS = 1_000

/**
 * What a closed loop hides: while an iteration stalls, it starts no other, so
 * that one slow sample stands for all the callers that would have waited.
 */
export function noteStall(run: Measurement): string | undefined {
  if (run.load.kind !== 'closed' || run.n < LEAST_SAMPLES || !(run.p50 > 0)) return undefined
  const openMs = openLoopQuantile(run.sortedNs, run.p50 * NS_PER_MS, 0.99) / NS_PER_MS
  if (openMs < run.p99 * STALL_FACTOR || openMs - run.p99 < STALL_MS) return undefined
  const stalls = run.countAtLeast(run.max / 2)
  const where = stalls === 1 ? 'one sample' : formatCount(stalls, 'sample')
  const rate = Math.max(1, Math.round(run.throughput))
  return (
    `a stall of ${formatNumber(run.max)} ms is in ${where} only, because a closed loop starts nothing while it waits. ` +
    `Callers that keep arriving would see a p99 of about ${formatNumber(openMs)} ms instead of ${formatNumber(run.p99)} ms: ` +
    `measure with { arrival: { rate: ${rate} } }.`
  )
}

/**
 * What a timer cannot see.
 *
 * @param stepMs the smallest difference that it shows
 * @param waited whether iterations left something to wait for, such as a promise
 */
export function noteTimer(run: Measurement, stepMs: number, waited: boolean): string | undefined {
  if (run.clock === 'virtual') return undefined
  const step = `${formatNumber(stepMs * 1e6)} ns`
  if (run.batch > 1) {
    return `each sample is the mean of ${formatExact(run.batch)} iterations, because one is too short for the timer, whose step is ${step}.`
  }
  // What waits is no shorter than its waiting, and cannot be batched.
  const least = waited ? stepMs : stepMs * 10
  if (run.n < LEAST_TIMED || run.p50 >= least) return undefined
  const fix = waited
    ? 'Do more in each.'
    : 'Leave `iterations` and hooks out, and they are timed in batches; or do more in each.'
  return `an iteration is hardly longer than the timer's step of ${step}. ${fix}`
}

/** What a measurement on the real clock has slept through, though nothing real was waited for. */
export function noteMockedWaiting(run: Measurement): string | undefined {
  if (run.clock === 'virtual') return undefined
  const waitedMs = Object.values(run.counts).reduce((sum, { total, meanMs }) => sum + total * meanMs, 0)
  if (waitedMs < MOCKED_MS) return undefined
  return (
    `it slept ${formatNumber(waitedMs)} ms in mocked latencies, all iterations together. ` +
    "With { clock: 'virtual' } they take no time, and the figures are exact."
  )
}
