import { Measurement } from '../../src/core/measurement.ts'
import type { CallCount } from '../../src/core/calls/call-count.ts'
import { NOTHING_SEEN } from '../../src/core/calls/seen.ts'
import type { Seen } from '../../src/core/calls/seen.ts'
import type { MeasurementData } from '../../src/core/measurement.ts'

const NS_PER_MS = 1e6

/** What a measurement differs in. */
export type Overrides = Omit<Partial<MeasurementData>, 'seen'> & {
  readonly counts?: Seen['counts']
  readonly seen?: Partial<Seen>
}

/** A measurement of given samples in ms; one iteration after the other, unless the overrides say otherwise. */
export function measurementOf(
  samplesMs: readonly number[],
  { counts, seen, ...overrides }: Overrides = {},
): Measurement {
  const samplesNs = Float64Array.from(samplesMs, (ms) => Math.round(ms * NS_PER_MS))
  return new Measurement({
    name: 'research',
    clock: 'real',
    samplesNs,
    failedNs: new Float64Array(),
    firstErrors: [],
    elapsedNs: samplesNs.reduce((sum, ns) => sum + ns, 0),
    seen: { ...NOTHING_SEEN, ...(counts && { counts }), ...seen },
    seed: 1,
    load: { kind: 'closed', concurrency: 1 },
    warmup: 0,
    timeIsUp: false,
    disturbed: false,
    ...overrides,
  })
}

/** Overrides for iterations that failed: how many, and what the first of them threw. */
export function failures(
  count: number,
  error: unknown = new Error('boom'),
): Pick<MeasurementData, 'failedNs' | 'firstErrors'> {
  return {
    failedNs: new Float64Array(count).fill(NS_PER_MS),
    firstErrors: count === 0 ? [] : [{ iteration: 0, error }],
  }
}

/** Overrides for so many successes, evenly spread over a time. */
export function evenPace(n: number, elapsedMs: number): Pick<MeasurementData, 'elapsedNs' | 'busyNs'> {
  const elapsedNs = elapsedMs * NS_PER_MS
  return { elapsedNs, busyNs: Float64Array.from({ length: n }, (_, i) => ((i + 1) * elapsedNs) / n) }
}

/** `from`, `from + 1`, …, `to`. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}

/** The same calls in each iteration. */
export function callsPerIteration(calls: number, meanMs: number, iterations = 1): CallCount {
  return {
    total: calls * iterations,
    perIteration: { min: Math.floor(calls), mean: calls, max: Math.ceil(calls), worst: 0 },
    atOnce: 1,
    meanMs,
    errors: 0,
    retries: 0,
    repeats: 0,
    bytes: { sent: 0, received: 0 },
  }
}
