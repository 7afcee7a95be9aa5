import { show } from '../errors.ts'
import { DEFAULT_BASELINE, DEFAULT_SLOWDOWN, readSlowdown, readTolerance } from './baseline-options.ts'
import type { WorkerBaseline } from './baseline-options.ts'
import { DEFAULT_SEED } from './default-seed.ts'
import { readIsolate } from './isolate.ts'
import type { SkillperfOptions, WorkerOptions } from './skillperf-options.ts'

export const DEFAULT_JSON = '.vitest/skillperf/report.json'

/** Every option with its value. */
export interface ResolvedOptions extends Omit<WorkerOptions, 'baseline'>, BaselineSettings {
  readonly json: string | false
  /** Globs of the files that run alone; empty for none. */
  readonly isolate: readonly string[]
  /** Options that two places set differently, for a note. */
  readonly conflicts: readonly string[]
}

/** What the options say of the baseline. */
export interface BaselineSettings extends Pick<
  WorkerBaseline,
  'enforce' | 'minDetectableSlowdown' | 'tolerance'
> {
  /** Path of the file, relative to the root; false for none. */
  readonly baseline: string | false
}

/** The places that options come from, strongest first. */
export interface OptionSources {
  /** `--outputFile.skillperf`. */
  readonly outputFile: string | undefined
  readonly reporter: SkillperfOptions
  readonly plugin: SkillperfOptions
}

/** Command line over reporter over plugin over default; two places that disagree are named. */
export function resolveOptions({ outputFile, reporter, plugin }: OptionSources): ResolvedOptions {
  const conflicts: string[] = []
  const pick = <T>(name: string, ranked: readonly (readonly [string, T | undefined])[]): T | undefined => {
    const set = ranked.filter((entry): entry is readonly [string, T] => entry[1] !== undefined)
    const [winner] = set
    for (const [place, value] of set.slice(1)) {
      if (winner === undefined || describe(value) === describe(winner[1])) continue
      conflicts.push(
        `\`${name}\` is ${describe(winner[1])} in the ${winner[0]} and ${describe(value)} in the ${place}: the first wins`,
      )
    }
    return winner?.[1]
  }
  const both = <T>(read: (options: SkillperfOptions) => T): readonly (readonly [string, T])[] => [
    ['reporter options', read(reporter)],
    ['plugin options', read(plugin)],
  ]
  const option = <K extends keyof SkillperfOptions>(name: K): SkillperfOptions[K] | undefined =>
    pick(
      name,
      both((options) => options[name]),
    )
  return {
    seed: option('seed') ?? DEFAULT_SEED,
    sla: option('sla'),
    inconclusive: option('inconclusive') ?? 'warn',
    isolate: readIsolate(option('isolate'), 'isolate'),
    spans: option('spans'),
    baseline: option('baseline') ?? DEFAULT_BASELINE,
    enforce: option('enforceBaseline') ?? false,
    minDetectableSlowdown: readSlowdown(option('minDetectableSlowdown') ?? DEFAULT_SLOWDOWN, 'options'),
    tolerance: readTolerance(option('tolerance') ?? 0, 'options'),
    json:
      pick<string | false>('report.json', [
        ['command line', outputFile],
        ...both((options) => options.report?.json),
      ]) ?? DEFAULT_JSON,
    conflicts,
  }
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return show(value)
  // In one order of keys, so that equal options look equal.
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
