import { usageError } from '../../errors.ts'
import { readDuration } from '../../units.ts'
import type { Duration } from '../../units.ts'
import type { Random } from '../random.ts'

/**
 * How long a mocked tool takes: draws one latency, in milliseconds, from the
 * random stream it is given. Write your own as a plain function.
 */
export interface LatencyModel {
  (random: Random): number
  /** How reports name the model, such as `lognormal(p50 100 ms, p95 300 ms)`. */
  readonly description?: string
}

/** What options take as a latency: a fixed duration, or a model. */
export type Latency = Duration | LatencyModel

/** Gives a model its description. */
export function describedModel(description: string, draw: (random: Random) => number): LatencyModel {
  return Object.assign(draw, { description })
}

/** A latency in whole µs, so that sums stay exact; undefined for what is none. */
export function quantiseLatency(ms: unknown): number | undefined {
  return typeof ms === 'number' && Number.isFinite(ms) && ms >= 0 ? Math.round(ms * 1_000) / 1_000 : undefined
}

/** Draws one latency, in whole µs, and refuses what is no latency. */
export function drawLatency(model: LatencyModel, random: Random, place: string): number {
  const ms = model(random)
  const quantised = quantiseLatency(ms)
  if (quantised !== undefined) return quantised
  throw usageError({
    place,
    rule: 'a latency model must return milliseconds from 0 up',
    received: { value: ms },
    fix: `Look at the model ${model.description ?? (model.name || 'in `latency`')}: it gets a function that returns a random number below 1.`,
  })
}

/**
 * Reads a latency option: durations become fixed models, 0 is allowed.
 *
 * @param key the option's name, for the error
 */
export function readLatency(value: unknown, place: string, key: string = 'latency'): LatencyModel {
  if (typeof value === 'function') return value as LatencyModel
  const ms = readDuration(value, `\`${key}\``, place, true)
  return describedModel(`${ms} ms`, () => ms)
}
