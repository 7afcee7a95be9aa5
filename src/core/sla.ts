import { knownKeys, plainObject } from './check.ts'
import { show, usageError } from './errors.ts'
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

/** Limits of the options: for every measurement, and for those whose test or own name matches a pattern. */
export interface SlaOption extends Sla {
  /**
   * Limits by name: of the measurement, of its test, or the test's full name
   * (`suite > test`). `*` stands for any characters. For one statistic the
   * last pattern that matches wins, and any of them before the limit for all.
   */
  readonly byName?: Readonly<Record<string, Sla>>
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

/** A limit from the options. */
export interface InheritedLimit extends Limit {
  /** Where it stands, for messages. */
  readonly origin: string
}

/** The limits of the options, read. */
export interface ReadSlaOption {
  readonly all: readonly Limit[]
  readonly byName: readonly { readonly pattern: string; readonly limits: readonly Limit[] }[]
}

const FIX = 'Write for example { p95: 1500, errorRate: 0.01 }.'
const KEYS = Object.keys(STATISTICS) as (keyof Sla)[]

/**
 * Reads the `sla` of a measurement, or the argument of `toMeetSla`.
 *
 * @param where the place and the option, for errors
 * @returns its limits, in the order of {@link Sla}
 * @throws SkillperfError for an unknown key, a limit that is none, or an SLA without limits
 */
export function readSla(value: unknown, where: string): readonly Limit[] {
  const given = plainObject(value, where, FIX)
  knownKeys(given, KEYS, where)
  return requireLimits(readLimits(given, where), where)
}

/**
 * Reads the `sla` of the options, with its patterns.
 *
 * @throws SkillperfError as {@link readSla}
 */
export function readSlaOption(value: unknown, where: string): ReadSlaOption {
  const given = plainObject(value, where, FIX)
  knownKeys(given, [...KEYS, 'byName'], where)
  const all = readLimits(given, where)
  const patterns =
    given['byName'] === undefined
      ? {}
      : plainObject(
          given['byName'],
          `${where} \`byName\``,
          "Write for example { 'research *': { p95: 1500 } }.",
        )
  const byName = Object.entries(patterns).map(([pattern, sla]) => ({
    pattern,
    limits: readSla(sla, `${where} \`byName\` ${show(pattern)}`),
  }))
  requireLimits([...all, ...byName.flatMap((entry) => entry.limits)], where)
  return { all, byName }
}

/**
 * What a measurement inherits.
 *
 * @param names its own, its test's, and the test's full name
 * @returns one limit a statistic
 */
export function inheritLimits(option: ReadSlaOption, names: readonly string[]): InheritedLimit[] {
  const found = new Map<string, InheritedLimit>()
  for (const limit of option.all) {
    found.set(limit.statistic.label, { ...limit, origin: '`sla` in the skillperf options (inherited)' })
  }
  for (const { pattern, limits } of option.byName) {
    if (!names.some((name) => matchesPattern(name, pattern))) continue
    const origin = `\`sla.byName\` ${show(pattern)} in the skillperf options (inherited)`
    for (const limit of limits) found.set(limit.statistic.label, { ...limit, origin })
  }
  return [...found.values()]
}

/** Whether a name is what the pattern describes, where `*` stands for any characters. */
export function matchesPattern(name: string, pattern: string): boolean {
  const parts = pattern.split('*')
  const [first = '', ...rest] = parts
  if (rest.length === 0) return name === pattern
  const last = rest.pop() ?? ''
  if (!name.startsWith(first) || !name.endsWith(last)) return false
  // The middle parts in their order, each at its first possible place.
  let from = first.length
  const end = name.length - last.length
  for (const part of rest) {
    const at = name.indexOf(part, from)
    if (at === -1) return false
    from = at + part.length
  }
  return from <= end
}

function readLimits(given: Readonly<Record<string, unknown>>, where: string): Limit[] {
  return KEYS.filter((key) => given[key] !== undefined).map((key) => ({
    statistic: STATISTICS[key],
    limit: STATISTICS[key].limit(given[key], `${where} \`${key}\``),
  }))
}

function requireLimits(limits: readonly Limit[], where: string): readonly Limit[] {
  if (limits.length > 0) return limits
  throw usageError({ place: where, rule: 'an SLA needs at least one limit', fix: FIX })
}
