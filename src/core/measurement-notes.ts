import { formatExact, formatNumber } from './format.ts'
import type { Measurement } from './measurement.ts'
import { openLoopQuantile } from './stats/omission.ts'

const NS_PER_MS = 1e6
/** Fewer samples have no p99 to compare. */
const LEAST_SAMPLES = 100
/** A stall is hidden when callers that keep arriving would see this much more of it, ... */
const STALL_FACTOR = 2
/** ... and this many ms: below, it is the machine's own hiccups. */
const STALL_MS = 10

/**
 * What a closed loop hides: while an iteration stalls, it starts no other, so
 * that one slow sample stands for all the callers that would have waited.
 */
export function noteStall(run: Measurement): string | undefined {
  if (run.load.kind !== 'closed' || run.n < LEAST_SAMPLES || !(run.p50 > 0)) return undefined
  const openMs = openLoopQuantile(run.sortedNs, run.p50 * NS_PER_MS, 0.99) / NS_PER_MS
  if (openMs < run.p99 * STALL_FACTOR || openMs - run.p99 < STALL_MS) return undefined
  const rate = Math.max(1, Math.round(run.throughput))
  return (
    `a stall of ${formatNumber(run.max)} ms is in one sample only, because a closed loop starts nothing while it waits. ` +
    `Callers that keep arriving would see a p99 of about ${formatNumber(openMs)} ms instead of ${formatNumber(run.p99)} ms: ` +
    `measure with { arrival: { rate: ${rate} } }.`
  )
}

/**
 * What a timer cannot see.
 *
 * @param stepMs the smallest difference that it shows
 */
export function noteTimer(run: Measurement, stepMs: number): string | undefined {
  const step = `${formatNumber(stepMs * 1e6)} ns`
  if (run.batch > 1) {
    return `each sample is the mean of ${formatExact(run.batch)} iterations, because one is too short for the timer, whose step is ${step}.`
  }
  if (run.n === 0 || run.p50 >= stepMs * 10) return undefined
  return `an iteration is hardly longer than the timer's step of ${step}. Leave \`iterations\` and hooks out, and iterations are timed in batches; or do more in each.`
}
