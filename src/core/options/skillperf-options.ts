import type { AttemptRecipe } from '../attempts.ts'
import { integer, knownKeys, oneOf, plainObject } from '../check.ts'
import { show, usageError } from '../errors.ts'
import { readSlaOption } from '../sla.ts'
import type { SlaOption } from '../sla.ts'
import { readAutomaticSpans } from './automatic-spans.ts'
import type { AutomaticSpans } from './automatic-spans.ts'
import { DEFAULT_SEED } from './default-seed.ts'
import { readIsolate } from './isolate.ts'
import type { Isolate } from './isolate.ts'

/**
 * Options of the plugin `skillperf({ … })` and of the reporter
 * `['skillperf', { … }]`. An alias, because an interface does not fit the type
 * that Vitest has for the options of a reporter.
 */
// oxlint-disable-next-line typescript/consistent-type-definitions -- an interface has no index signature, which Vitest's type asks for
export type SkillperfOptions = {
  /**
   * Limits for every measurement that sets none of its own for the same
   * statistic, and by name for some. Default: none.
   */
  readonly sla?: SlaOption
  /** Seed of every random stream, an integer. Default: 1; never random. */
  readonly seed?: number
  /**
   * What a verdict that the samples cannot decide does: `warn` shows it, `fail`
   * fails its test. Default: `warn`.
   */
  readonly inconclusive?: InconclusivePolicy
  /**
   * Test files that run alone, after all others: a glob or several, `false`
   * for none. It takes the plugin. Default: all that end in `.perf.test.ts`,
   * `.perf.spec.ts` and the like.
   */
  readonly isolate?: Isolate
  /** Which spans are opened by themselves, where a measurement does not say: all, none, or those of the libraries in a list. Default: true. */
  readonly spans?: AutomaticSpans
  /** Where reports are written. */
  readonly report?: {
    /**
     * Path of the JSON report, relative to the root; `false` for none.
     * Default: `.vitest/skillperf/report.json`. `--outputFile.skillperf` wins.
     */
    readonly json?: string | false
  }
}

export type InconclusivePolicy = 'warn' | 'fail'

/** What the test processes need of the options: plain data, for `provide`. */
export interface WorkerOptions {
  readonly seed: number
  /** As the user wrote it: read again where it is used, because functions do not cross. */
  readonly sla: SlaOption | undefined
  readonly inconclusive: InconclusivePolicy
  /** Default: true. */
  readonly spans?: AutomaticSpans | undefined
  /**
   * How to run a test again when it breaches a limit. `here`: this is such a
   * run, which only tells. Undefined: nobody can, so that a breach stands as it is.
   */
  readonly attempts?: AttemptRecipe | 'here' | undefined
  /** Folder for files that tell how far long measurements have come; undefined where nobody is looking. */
  readonly progress?: string | undefined
  /** The project's folder, below which files go; undefined where nobody told. */
  readonly root?: string | undefined
  /** How wide the terminal is; undefined where there is none. */
  readonly columns?: number | undefined
}

/** Every option with its value. */
export interface ResolvedOptions extends WorkerOptions {
  readonly json: string | false
  /** Globs of the files that run alone; empty for none. */
  readonly isolate: readonly string[]
  /** Options that two places set differently, for a note. */
  readonly conflicts: readonly string[]
}

export const DEFAULT_JSON = '.vitest/skillperf/report.json'

/**
 * Reads the options of one place.
 *
 * @param place how the user knows it, for errors
 * @throws SkillperfError for an unknown option or a value out of its range
 */
export function readSkillperfOptions(value: unknown, place: string): SkillperfOptions {
  if (value === undefined || value === null) return {}
  const given = plainObject(value, place, 'Write for example { sla: { p95: 2000 } }, or nothing.')
  knownKeys(given, ['sla', 'seed', 'inconclusive', 'isolate', 'spans', 'report'], place)
  const { sla, seed, inconclusive, isolate, spans, report } = given
  if (sla !== undefined) readSlaOption(sla, `${place} \`sla\``)
  if (seed !== undefined) integer(seed, 'seed', place, 'Leave it out for the default, 1.')
  if (inconclusive !== undefined) oneOf(inconclusive, ['warn', 'fail'], 'inconclusive', place)
  if (isolate !== undefined) readIsolate(isolate, place)
  if (spans !== undefined) readAutomaticSpans(spans, place)
  if (report !== undefined) readReportOption(report, place)
  return given
}

function readReportOption(value: unknown, place: string): void {
  const where = `${place} \`report\``
  const fix = "Write { json: 'path/report.json' }, or { json: false } for none."
  const report = plainObject(value, where, fix)
  knownKeys(report, ['json'], where)
  const { json } = report
  if (json !== undefined && json !== false && (typeof json !== 'string' || json.trim() === '')) {
    throw usageError({ place: where, rule: '`json` must be a path or false', received: { value: json }, fix })
  }
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
  const pick = <T>(name: string, fallback: T, ranked: readonly (readonly [string, T | undefined])[]): T => {
    const set = ranked.filter((entry): entry is readonly [string, T] => entry[1] !== undefined)
    const [winner] = set
    if (winner === undefined) return fallback
    for (const [place, value] of set.slice(1)) {
      if (describe(value) === describe(winner[1])) continue
      conflicts.push(
        `\`${name}\` is ${describe(winner[1])} in the ${winner[0]} and ${describe(value)} in the ${place}: the first wins`,
      )
    }
    return winner[1]
  }
  const both = <T>(read: (options: SkillperfOptions) => T | undefined) =>
    [
      ['reporter options', read(reporter)],
      ['plugin options', read(plugin)],
    ] as const
  return {
    seed: pick(
      'seed',
      DEFAULT_SEED,
      both((options) => options.seed),
    ),
    sla: pick<SlaOption | undefined>(
      'sla',
      undefined,
      both((options) => options.sla),
    ),
    inconclusive: pick<InconclusivePolicy>(
      'inconclusive',
      'warn',
      both((options) => options.inconclusive),
    ),
    isolate: readIsolate(
      pick<Isolate | undefined>(
        'isolate',
        undefined,
        both((options) => options.isolate),
      ),
      'isolate',
    ),
    spans: pick<AutomaticSpans | undefined>(
      'spans',
      undefined,
      both((options) => options.spans),
    ),
    json: pick<string | false>('report.json', DEFAULT_JSON, [
      ['command line', outputFile],
      ...both((options) => options.report?.json),
    ]),
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
