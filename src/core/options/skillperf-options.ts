import type { AttemptRecipe } from '../attempts.ts'
import { integer, knownKeys, oneOf, plainObject } from '../check.ts'
import { usageError } from '../errors.ts'
import { readSlaOption } from '../sla.ts'
import type { SlaOption } from '../sla.ts'
import { readAutomaticSpans } from './automatic-spans.ts'
import type { AutomaticSpans } from './automatic-spans.ts'
import { BASELINE_KEYS, checkBaselineOptions } from './baseline-options.ts'
import type { BaselineOptions, WorkerBaseline } from './baseline-options.ts'
import { readIsolate } from './isolate.ts'
import type { Isolate } from './isolate.ts'

/**
 * Options of the plugin `skillperf({ … })` and of the reporter
 * `['skillperf', { … }]`. An alias, because an interface does not fit the type
 * that Vitest has for the options of a reporter.
 */
// oxlint-disable-next-line typescript/consistent-type-definitions -- an interface has no index signature, which Vitest's type asks for
export type SkillperfOptions = BaselineOptions & {
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
  /** Seed of every measurement, whatever it sets itself: this run looks how much chance does. Default: none. */
  readonly forcedSeed?: number | undefined
  /** The baseline to compare with; undefined for none. */
  readonly baseline?: WorkerBaseline | undefined
}

/**
 * Reads the options of one place.
 *
 * @param place how the user knows it, for errors
 * @throws SkillperfError for an unknown option or a value out of its range
 */
export function readSkillperfOptions(value: unknown, place: string): SkillperfOptions {
  if (value === undefined || value === null) return {}
  const given = plainObject(value, place, 'Write for example { sla: { p95: 2000 } }, or nothing.')
  knownKeys(given, ['sla', 'seed', 'inconclusive', 'isolate', 'spans', ...BASELINE_KEYS, 'report'], place)
  const { sla, seed, inconclusive, isolate, spans, report } = given
  if (sla !== undefined) readSlaOption(sla, `${place} \`sla\``)
  if (seed !== undefined) integer(seed, 'seed', place, 'Leave it out for the default, 1.')
  if (inconclusive !== undefined) oneOf(inconclusive, ['warn', 'fail'], 'inconclusive', place)
  if (isolate !== undefined) readIsolate(isolate, place)
  if (spans !== undefined) readAutomaticSpans(spans, place)
  checkBaselineOptions(given, place)
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
