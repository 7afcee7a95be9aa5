import { readSlo } from '../calls/slo.ts'
import type { CallSlo, ReadCallSlo } from '../calls/slo.ts'
import { callable, flag, integer, knownKeys, oneOf, plainObject, wholeNumber } from '../check.ts'
import { usageError } from '../errors.ts'
import type { Load } from '../load.ts'
import { readProfile } from '../profile.ts'
import type { ProfileKind } from '../profile.ts'
import { readSla } from '../sla.ts'
import { ruleFor } from '../statistic.ts'
import type { Limit, Sla } from '../sla.ts'
import type { ClockKind } from '../time/clock.ts'
import type { Random } from '../time/random.ts'
import type { InstrumentName } from '../trace/instrument-name.ts'
import { VIRTUAL_KEYS, readVirtual } from './virtual-options.ts'
import type { ReadVirtual, VirtualTimeOptions } from './virtual-options.ts'
import { readDuration } from '../units.ts'
import type { Duration } from '../units.ts'
import { readAutomaticSpans } from './automatic-spans.ts'
import type { AutomaticSpans } from './automatic-spans.ts'
import { LOAD_KEYS, readLoad } from './load-options.ts'
import type { LoadOptions } from './load-options.ts'

/** What a measured function, and its hooks, are given. */
export interface IterationContext {
  /** 0 for the first; negative in warm-up. */
  readonly iteration: number
  /** A seeded random stream of this iteration alone, at least 0 and below 1. */
  readonly random: Random
  /** Aborted when the iteration's own time is up, or that of the measurement. */
  readonly signal: AbortSignal
}

export type MeasuredFunction = (context: IterationContext) => unknown

/** Options of `perf.measure(name, options, fn)`. */
export interface MeasureOptions extends LoadOptions, VirtualTimeOptions {
  /**
   * `'virtual'`: whatever the function waits for passes at once, and counts
   * exactly as long as it says. Default: `'real'`.
   */
  readonly clock?: ClockKind
  /**
   * How many iterations, at least 1. Default: with limits on percentiles or the
   * error rate, as many as decide them, up to 5,000; otherwise 300, or as many as fit in 2 s.
   * On the virtual clock: 1,000.
   */
  readonly iterations?: number
  /**
   * When to start no further iteration: ms, or a string with a unit. Default:
   * none with `iterations`, otherwise what is left of the test's timeout.
   */
  readonly time?: Duration
  /**
   * Iterations before, which do not count. `'steady'`: until they get no
   * faster, or have taken a tenth of the time or half a second. Default: `'steady'`;
   * on the virtual clock 0, so that caches and cold starts are seen.
   */
  readonly warmup?: number | 'steady'
  /** Limits for this measurement; they come before those of the plugin. */
  readonly sla?: Sla
  /** What each call of a language model has to keep: counted as `goodput` and `sloAttainment`. Default: none. */
  readonly slo?: CallSlo
  /** End as soon as a limit is decided against the measurement. Default: false. */
  readonly abortOnFail?: boolean
  /** From this time on an iteration counts as failed, and its `signal` is aborted: ms, or a string with a unit. Default: none. */
  readonly iterationTimeout?: Duration
  /** Seed of the random streams, an integer. Default: the plugin's, which is 1. */
  readonly seed?: number
  /** Runs before each iteration, outside the timed region. */
  readonly beforeEach?: MeasuredFunction
  /** Runs after each iteration, failed ones too, outside the timed region. */
  readonly afterEach?: MeasuredFunction
  /**
   * Files about the measured loop: `'cpu'` and `'heap'` sample with V8's
   * profilers, `'trace'` writes the spans of the kept iterations. Default: none.
   */
  readonly profile?: ProfileKind | readonly ProfileKind[]
  /** Count the bytes that each iteration allocates. Default: false. */
  readonly memory?: boolean
  /**
   * Which spans are opened by themselves: all, none, or those of the libraries
   * in a list, such as `['fetch', 'fs']`. Spans of your own, and those of mocks, are always recorded. Default: the plugin's, which is all.
   */
  readonly spans?: AutomaticSpans
  /**
   * Whether it is compared with the baseline even though no matcher asks.
   * Default: as the plugin's `enforceBaseline` says.
   */
  readonly baseline?: boolean
}

/** Options as they were read: checked, in ms, defaults left to the planner. */
export interface ReadMeasureOptions {
  readonly clock: ClockKind
  /** How virtual time behaves. */
  readonly virtual: ReadVirtual
  readonly iterations: number | undefined
  readonly timeMs: number | undefined
  /** Undefined: until steady. */
  readonly warmup: number | undefined
  readonly load: Load
  readonly sla: readonly Limit[]
  readonly slo: ReadCallSlo | undefined
  readonly abortOnFail: boolean
  readonly iterationTimeoutMs: number | undefined
  readonly seed: number | undefined
  readonly beforeEach: MeasuredFunction | undefined
  readonly afterEach: MeasuredFunction | undefined
  /** What to write files of; empty for nothing. */
  readonly profile: readonly ProfileKind[]
  readonly memory: boolean
  /** Whose spans are opened by themselves; undefined: those that the options say. */
  readonly spans: readonly InstrumentName[] | undefined
  /** Whether it is compared with the baseline without a matcher; undefined: as the options say. */
  readonly baseline: boolean | undefined
}

const KEYS = [
  'clock',
  ...VIRTUAL_KEYS,
  'iterations',
  'time',
  'warmup',
  ...LOAD_KEYS,
  'sla',
  'slo',
  'abortOnFail',
  'iterationTimeout',
  'seed',
  'beforeEach',
  'afterEach',
  'profile',
  'memory',
  'spans',
  'baseline',
] satisfies (keyof MeasureOptions)[]

/**
 * Reads the options of one measurement.
 *
 * @param running the clock that the test runs on, which is the default
 * @throws SkillperfError for an unknown option, a value out of its range, or options that contradict each other
 */
export function readMeasureOptions(
  value: unknown,
  place: string,
  running: ClockKind = 'real',
): ReadMeasureOptions {
  const given = plainObject(value, place, 'Write perf.measure(name, { iterations: 300 }, fn).')
  knownKeys(given, KEYS, place)
  const clock =
    given['clock'] === undefined
      ? running
      : oneOf<ClockKind>(given['clock'], ['real', 'virtual'], 'clock', place)
  if (clock === 'real' && running === 'virtual') {
    throw usageError({
      place,
      rule: 'the test runs on the virtual clock, where real time cannot be measured',
      fix: 'Measure it in a test of its own.',
    })
  }
  const read = {
    clock,
    virtual: readVirtual(given, clock, place),
    ...readAmount(given, place),
    load: readLoad(given, place),
    sla: given['sla'] === undefined ? [] : readSla(given['sla'], `${place} \`sla\``),
    slo: given['slo'] === undefined ? undefined : readSlo(given['slo'], `${place} \`slo\``),
    abortOnFail:
      given['abortOnFail'] === undefined ? false : flag(given['abortOnFail'], 'abortOnFail', place),
    seed:
      given['seed'] === undefined
        ? undefined
        : integer(given['seed'], 'seed', place, 'Leave it out for the default, 1.'),
    beforeEach: readHook(given, 'beforeEach', place),
    afterEach: readHook(given, 'afterEach', place),
    profile: given['profile'] === undefined ? [] : readProfile(given['profile'], place),
    memory: given['memory'] === undefined ? false : flag(given['memory'], 'memory', place),
    spans: given['spans'] === undefined ? undefined : readAutomaticSpans(given['spans'], place),
    baseline: given['baseline'] === undefined ? undefined : flag(given['baseline'], 'baseline', place),
  }
  requireRoom(read, place)
  return read
}

function readAmount(
  given: Readonly<Record<string, unknown>>,
  place: string,
): Pick<ReadMeasureOptions, 'iterations' | 'timeMs' | 'warmup' | 'iterationTimeoutMs'> {
  const { iterations, time, warmup, iterationTimeout } = given
  return {
    iterations:
      iterations === undefined
        ? undefined
        : wholeNumber(iterations, 'iterations', place, 1, 'Leave it out for as many as it takes.'),
    timeMs: time === undefined ? undefined : readDuration(time, '`time`', place),
    warmup:
      warmup === undefined || warmup === 'steady'
        ? undefined
        : wholeNumber(warmup, 'warmup', place, 0, "Write 0 for no warm-up, or 'steady'."),
    iterationTimeoutMs:
      iterationTimeout === undefined
        ? undefined
        : readDuration(iterationTimeout, '`iterationTimeout`', place),
  }
}

function readHook(
  given: Readonly<Record<string, unknown>>,
  key: 'beforeEach' | 'afterEach',
  place: string,
): MeasuredFunction | undefined {
  return given[key] === undefined
    ? undefined
    : (callable(given[key], key, place, `Write { ${key}: () => { … } }.`) as MeasuredFunction)
}

/** Refuses iterations that contradict the other options. */
function requireRoom({ clock, iterations, timeMs, load, sla }: ReadMeasureOptions, place: string): void {
  if ('stages' in load && (iterations !== undefined || timeMs !== undefined)) {
    throw usageError({
      place,
      rule: `\`stages\` say how long the measurement takes, and so does \`${iterations === undefined ? 'time' : 'iterations'}\``,
      fix: 'Leave one of them out.',
    })
  }
  if (iterations === undefined) return
  if (load.kind === 'closed' && load.concurrency > iterations) {
    throw usageError({
      place,
      rule: `\`concurrency\` must not be above \`iterations\` (${iterations})`,
      received: { value: load.concurrency },
      fix: 'Run more iterations, or fewer at once.',
    })
  }
  for (const { statistic, limit } of sla) {
    const least = ruleFor(clock, statistic).least('fixed', limit)
    if (iterations >= least) continue
    throw usageError({
      place: `${place} \`sla\``,
      rule: `the ${statistic.label} can never be known from ${iterations === 1 ? '1 iteration' : `${iterations} iterations`}: it needs at least ${least}`,
      fix:
        statistic.rule.watch === undefined
          ? `Write { iterations: ${least} } or more, or leave \`iterations\` out.`
          : `Write { iterations: ${least} } or more, or leave \`iterations\` out: it then runs until the limit is decided.`,
    })
  }
}
