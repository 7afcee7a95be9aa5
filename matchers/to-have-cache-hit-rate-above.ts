import { readHitRate, requireLookups } from '../src/core/calls/hit-rate.ts'
import { knownKeys, plainObject } from '../src/core/check.ts'
import type { CountFinding } from '../src/core/count-failure.ts'
import { formatCount, formatExact } from '../src/core/format.ts'
import { judgeCount } from '../src/core/judgement.ts'
import type { Measurement } from '../src/core/measurement.ts'
import { publicName } from '../src/core/redact.ts'
import type { Share } from '../src/core/units.ts'
import { matchCount } from './count-matcher.ts'
import type { MatcherResult, MatcherState } from './limit-matcher.ts'
import { showArguments } from './show-arguments.ts'

const NAME = 'toHaveCacheHitRateAbove'

/** Options of `toHaveCacheHitRateAbove(share, options)`. */
export interface HitRateOptions {
  /** Which cache. Needed where several were seen. */
  readonly name?: string
}

/**
 * Passes when a cache had the answer to a larger share of the lookups than the
 * limit, over all iterations: from 0 to below 1, or a percentage.
 *
 * @throws SkillperfError where no cache was seen, several and no name was given, or nothing was looked up
 * @example expect(run).toHaveCacheHitRateAbove('80%')
 */
export function toHaveCacheHitRateAbove(
  this: MatcherState,
  subject: unknown,
  share: Share,
  options?: HitRateOptions,
): MatcherResult {
  const args = showArguments(share, options)
  return matchCount(this, { name: NAME, subject, args, find: (run) => find(run, share, options) })
}

function find(run: Measurement, share: unknown, options: unknown): CountFinding {
  const limit = readHitRate(share, NAME)
  const given = options === undefined ? {} : plainObject(options, NAME, "Write { name: 'redis' }.")
  knownKeys(given, ['name'], NAME)
  const { name, hits, misses } = requireLookups(run, given['name'], NAME)
  const shown = publicName(name)
  const statistic = { label: `hit rate ${shown}`, bound: 'above', unit: '' } as const
  return {
    judgement: judgeCount(statistic, limit, hits / (hits + misses)),
    phrase: `hit rate of ${shown}`,
    scope: ['', ''],
    where: '',
    n: formatCount(hits + misses, 'lookup'),
    spread: [`hits ${formatExact(hits)}`, `misses ${formatExact(misses)}`],
    evidence: [],
    next: 'look at keys that differ without need (dates, ids), at what expires too soon, and at iterations that begin with an empty cache.',
  }
}
