import { SkillperfError, usageError } from '../errors.ts'
import type { Measurement } from '../measurement.ts'
import { publicName } from '../redact.ts'
import { readPercent } from '../units.ts'
import { listNames, requireName } from '../known-name.ts'
import type { CacheUse } from './seen.ts'

/**
 * Reads what a hit rate has to be above.
 *
 * @returns a share from 0 to below 1
 * @throws SkillperfError for anything else: no rate is above 1
 */
export function readHitRate(value: unknown, place: string): number {
  const share = typeof value === 'string' ? readPercent(value) : value
  if (typeof share === 'number' && share >= 0 && share < 1) return share
  const meant = typeof value === 'number' && value > 1 && value <= 100 ? `${value} % is ${value / 100}. ` : ''
  throw usageError({
    place,
    rule: 'the limit must be a share from 0 to below 1',
    received: { value },
    fix: `${meant}Write for example 0.8, or '80%'.`,
  })
}

/**
 * The cache that is meant, and what it was asked.
 *
 * @param name undefined: the only one
 * @throws SkillperfError where there is none, or several and no name, for a name that nobody knows, and without lookups
 */
export function requireLookups(
  run: Measurement,
  name: unknown,
  place: string,
): CacheUse & { readonly name: string } {
  const names = Object.keys(run.caches)
  const [only] = names
  if (only === undefined) {
    throw new SkillperfError(
      `${place}: no cache was seen in "${publicName(run.name)}". Let it use a mocked one, such as mockRedis({ latency }).`,
    )
  }
  if (name === undefined && names.length > 1) {
    throw usageError({
      place,
      rule: `${names.length} caches were seen`,
      fix: `Say which one with { name }: ${listNames(names)}.`,
    })
  }
  const known = name === undefined ? only : requireName(name, names, 'cache', place)
  const { hits, misses } = run.caches[known] ?? { hits: 0, misses: 0 }
  if (hits + misses > 0) return { name: known, hits, misses }
  throw new SkillperfError(
    `${place}: nothing was looked up in ${listNames([known])}, so that it has no hit rate. Let the measured function read from it.`,
  )
}
