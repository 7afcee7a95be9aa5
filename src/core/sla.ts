import { knownKeys, plainObject } from './check.ts'
import { usageError } from './errors.ts'
import { errorRate, max, mean, percentile, throughput } from './statistic.ts'
import type { Statistic } from './statistic.ts'
import type { Duration, Rate, Share } from './units.ts'

/** Limits that a measurement has to keep. Durations are ms or strings with a unit. */
export interface Sla {
  readonly p50?: Duration
  readonly p75?: Duration
  readonly p90?: Duration
  readonly p95?: Duration
  readonly p99?: Duration
  /** The 99.9th percentile. */
  readonly p999?: Duration
  readonly mean?: Duration
  readonly max?: Duration
  /** Successful iterations per second, a lower bound. */
  readonly throughput?: Rate
  /** Failed iterations as a share of all. */
  readonly errorRate?: Share
}

/** A statistic with the limit it is judged by, in the statistic's unit. */
export interface Limit {
  readonly statistic: Statistic
  readonly limit: number
}

const STATISTICS: Readonly<Record<keyof Sla, Statistic>> = {
  p50: percentile(50, 'p50'),
  p75: percentile(75, 'p75'),
  p90: percentile(90, 'p90'),
  p95: percentile(95, 'p95'),
  p99: percentile(99, 'p99'),
  p999: percentile(99.9, 'p999'),
  mean,
  max,
  throughput,
  errorRate,
}

/**
 * Reads an `sla` option.
 *
 * @returns its limits, in the order of {@link Sla}
 * @throws SkillperfError for an unknown key, a limit that is none, or an SLA without limits
 */
export function readSla(value: unknown, place: string): readonly Limit[] {
  const where = `${place} \`sla\``
  const fix = 'Write for example { p95: 1500, errorRate: 0.01 }.'
  const given = plainObject(value, where, fix)
  const keys = Object.keys(STATISTICS) as (keyof Sla)[]
  knownKeys(given, keys, where)
  const limits = keys
    .filter((key) => given[key] !== undefined)
    .map((key) => ({
      statistic: STATISTICS[key],
      limit: STATISTICS[key].limit(given[key], `${where} \`${key}\``),
    }))
  if (limits.length === 0) throw usageError({ place: where, rule: 'an SLA needs at least one limit', fix })
  return limits
}
