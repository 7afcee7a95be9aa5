import { callable, integer, knownKeys, oneOf, plainObject, wholeNumber } from '../check.ts'
import { usageError } from '../errors.ts'
import { readSla } from '../sla.ts'
import type { Limit, Sla } from '../sla.ts'
import type { ClockKind } from '../time/clock.ts'
import type { Random } from '../time/random.ts'
import { readDuration } from '../units.ts'
import type { Duration } from '../units.ts'

/** What a measured function, and its hooks, are given. */
export interface IterationContext {
  /** 0 for the first; negative in warm-up. */
  readonly iteration: number
  /** A seeded random stream of this iteration alone, at least 0 and below 1. */
  readonly random: Random
  /** Aborted when the time for the measurement is up. */
  readonly signal: AbortSignal
}

export type MeasuredFunction = (context: IterationContext) => unknown

/** Options of `perf.measure(name, options, fn)`. */
export interface MeasureOptions {
  /** Default: `'real'`. */
  readonly clock?: ClockKind
  /** How many iterations, at least 1. Default: up to 300, as many as fit in `time`. */
  readonly iterations?: number
  /**
   * When to start no further iteration: ms, or a string with a unit. Default:
   * none with `iterations`, otherwise 2 s or what the test's timeout leaves.
   */
  readonly time?: Duration
  /** Iterations before, which do not count. Default: 10, or fewer when they take a tenth of the time. */
  readonly warmup?: number
  /** How many run at once, as a closed loop: each starts its next when it is done. Default: 1. */
  readonly concurrency?: number
  /** Limits for this measurement; they come before those of the plugin. */
  readonly sla?: Sla
  /** Seed of the random streams, an integer. Default: the plugin's, which is 1. */
  readonly seed?: number
  /** Runs before each iteration, outside the timed region. */
  readonly beforeEach?: MeasuredFunction
  /** Runs after each iteration, failed ones too, outside the timed region. */
  readonly afterEach?: MeasuredFunction
}

/** Options as they were read: checked, in ms, defaults left to the planner. */
export interface ReadMeasureOptions {
  readonly iterations: number | undefined
  readonly timeMs: number | undefined
  readonly warmup: number | undefined
  readonly concurrency: number
  readonly sla: readonly Limit[]
  readonly seed: number | undefined
  readonly beforeEach: MeasuredFunction | undefined
  readonly afterEach: MeasuredFunction | undefined
}

const KEYS = [
  'clock',
  'iterations',
  'time',
  'warmup',
  'concurrency',
  'sla',
  'seed',
  'beforeEach',
  'afterEach',
] satisfies (keyof MeasureOptions)[]

/**
 * Reads the options of one measurement.
 *
 * @throws SkillperfError for an unknown option or a value out of its range
 */
export function readMeasureOptions(value: unknown, place: string): ReadMeasureOptions {
  const given = plainObject(value, place, 'Write perf.measure(name, { iterations: 300 }, fn).')
  knownKeys(given, KEYS, place)
  const whole = (key: keyof MeasureOptions, least: number, fix: string): number | undefined =>
    given[key] === undefined ? undefined : wholeNumber(given[key], key, place, least, fix)
  const hook = (key: 'beforeEach' | 'afterEach'): MeasuredFunction | undefined =>
    given[key] === undefined
      ? undefined
      : (callable(given[key], key, place, `Write { ${key}: () => { … } }.`) as MeasuredFunction)
  if (given['clock'] !== undefined) oneOf<ClockKind>(given['clock'], ['real'], 'clock', place)
  const iterations = whole('iterations', 1, 'Leave it out for as many as fit in the time, up to 300.')
  const concurrency = whole('concurrency', 1, 'Leave it out to run one iteration at a time.') ?? 1
  if (iterations !== undefined && concurrency > iterations) {
    throw usageError({
      place,
      rule: `\`concurrency\` must not be above \`iterations\` (${iterations})`,
      received: { value: concurrency },
      fix: 'Run more iterations, or fewer at once.',
    })
  }
  return {
    iterations,
    timeMs: given['time'] === undefined ? undefined : readDuration(given['time'], '`time`', place),
    warmup: whole('warmup', 0, 'Write 0 for no warm-up.'),
    concurrency,
    sla: given['sla'] === undefined ? [] : readSla(given['sla'], place),
    seed:
      given['seed'] === undefined
        ? undefined
        : integer(given['seed'], 'seed', place, 'Leave it out for the default, 1.'),
    beforeEach: hook('beforeEach'),
    afterEach: hook('afterEach'),
  }
}
