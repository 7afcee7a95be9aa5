import { knownKeys, plainObject } from '../../check.ts'
import { usageError } from '../../errors.ts'
import { drawLatency, describedModel, readLatency } from './model.ts'
import type { Latency, LatencyModel } from './model.ts'

/** One of the latencies of a mixture. */
export interface MixturePart {
  /** How often it is drawn, beside the others' weights: from 0 up. They need not add up to 1. */
  readonly weight: number
  /** Ms, a string with a unit, or a model. */
  readonly latency: Latency
}

interface ReadPart {
  readonly weight: number
  readonly model: LatencyModel
  readonly place: string
}

const FIX = 'Write mixture([{ weight: 95, latency: 20 }, { weight: 5, latency: 900 }]).'

/**
 * A latency that is sometimes of one kind and sometimes of another: a cache that
 * mostly hits, a pool of a fast and a slow server. One draw of the stream says
 * which, the next ones are the part's.
 *
 * @throws SkillperfError without parts, for a weight that is none, weights that are all 0 or have no finite sum, or a part that is no latency
 * @example tool.get('https://search.example/api', { latency: mixture([{ weight: 95, latency: 20 }, { weight: 5, latency: '900ms' }]) })
 */
export function mixture(parts: readonly MixturePart[]): LatencyModel {
  const place = 'mixture([{ weight, latency }])'
  if (!Array.isArray(parts) || parts.length === 0) {
    throw usageError({
      place,
      rule: 'a mixture needs an array of at least one part',
      received: { value: parts },
      fix: FIX,
    })
  }
  const read = (parts as readonly unknown[]).map((part, i) => readPart(part, `mixture([…])[${i}]`))
  const total = read.reduce((sum, { weight }) => sum + weight, 0)
  if (total === 0) {
    throw usageError({
      place,
      rule: 'at least one `weight` must be above 0',
      received: { value: 0 },
      fix: FIX,
    })
  }
  if (total === Infinity) {
    throw usageError({
      place,
      rule: 'the sum of all `weight` must be finite',
      received: { value: total },
      fix: FIX,
    })
  }
  // What rounding leaves at the end belongs to the last part that is drawn at all.
  const last = read.findLast(({ weight }) => weight > 0)
  const shares = read.map(
    ({ weight, model }) => `${weight} × ${model.description ?? (model.name || 'a model')}`,
  )
  return describedModel(`mixture(${shares.join(', ')})`, (random) => {
    let left = random() * total
    const part = read.find(({ weight }) => (left -= weight) < 0) ?? last
    return part === undefined ? Number.NaN : drawLatency(part.model, random, part.place)
  })
}

function readPart(value: unknown, place: string): ReadPart {
  const given = plainObject(value, place, FIX)
  knownKeys(given, ['weight', 'latency'], place)
  const { weight, latency } = given
  if (typeof weight !== 'number' || !Number.isFinite(weight) || weight < 0) {
    throw usageError({
      place,
      rule: '`weight` must be a number from 0 up and finite',
      received: { value: weight },
      fix: FIX,
    })
  }
  return { weight, model: readLatency(latency, place), place }
}
