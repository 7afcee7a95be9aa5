import { knownKeys, oneOf, plainObject, wholeNumber } from '../check.ts'
import { usageError } from '../errors.ts'
import type { ArrivalKind, Load, Stage } from '../load.ts'
import { readDuration, readRate } from '../units.ts'
import type { Duration, Rate } from '../units.ts'

/** Arrivals of an open loop. */
export interface ArrivalOptions {
  /** Arrivals: a number per second, or a string such as `'50/s'`. With stages, these have it. */
  readonly rate?: Rate
  /** `poisson`: at random, as from many callers. `constant`: evenly spaced. Default: `poisson`. */
  readonly kind?: ArrivalKind
}

/** One stage: the load goes in a straight line from the stage before to this one's value. */
export type StageOptions =
  | { readonly duration: Duration; readonly concurrency: number }
  | { readonly duration: Duration; readonly rate: Rate }

/** How iterations are started: at most one of `concurrency`, `arrival` with a rate, `stages`. */
export interface LoadOptions {
  /** How many run at once, as a closed loop: each starts its next when it is done. Default: 1. */
  readonly concurrency?: number
  /** An open loop: iterations arrive at a rate of their own, and latency counts from when they should have started. */
  readonly arrival?: ArrivalOptions
  /**
   * A load that changes: stages that all have a `concurrency` (from 1 before the
   * first), or all a `rate` (from 0). The measurement ends with the last.
   */
  readonly stages?: readonly StageOptions[]
  /** An open loop turns arrivals away, and counts them, while this many are running. Default: 1,000. */
  readonly maxInFlight?: number
}

export const LOAD_KEYS: readonly (keyof LoadOptions)[] = ['concurrency', 'arrival', 'stages', 'maxInFlight']

const DEFAULT_MAX_IN_FLIGHT = 1_000

/**
 * Reads how iterations are started.
 *
 * @throws SkillperfError for contradictions, a rate that is none, stages without a duration or of two kinds
 */
export function readLoad(given: Readonly<Record<string, unknown>>, place: string): Load {
  const { concurrency, arrival, stages, maxInFlight } = given
  refuseTogether(given, 'concurrency', 'arrival', place)
  refuseTogether(given, 'concurrency', 'stages', place)
  const open = arrival === undefined ? undefined : readArrival(arrival, place)
  const read = stages === undefined ? undefined : readStages(stages, place)
  const isOpen = open !== undefined || read?.kind === 'rate'
  if (!isOpen) {
    if (maxInFlight !== undefined) {
      throw usageError({
        place,
        rule: '`maxInFlight` limits an open loop, and this one is closed: it never runs more than its `concurrency`',
        received: { value: maxInFlight },
        fix: 'Leave it out, or let iterations arrive: { arrival: { rate: 50 } }.',
      })
    }
    return read === undefined
      ? { kind: 'closed', concurrency: readConcurrency(concurrency, place) }
      : { kind: 'closed-stages', stages: read.stages }
  }
  const common = {
    arrival: open?.kind ?? 'poisson',
    maxInFlight:
      maxInFlight === undefined
        ? DEFAULT_MAX_IN_FLIGHT
        : wholeNumber(maxInFlight, 'maxInFlight', place, 1, 'Leave it out for 1000.'),
  } as const
  if (read === undefined) {
    if (open?.rate !== undefined) return { kind: 'open', rate: open.rate, ...common }
    throw usageError({
      place,
      rule: '`arrival` needs a `rate`',
      fix: 'Write { arrival: { rate: 50 } } for 50 a second.',
    })
  }
  if (open?.rate !== undefined || read.kind !== 'rate') {
    throw usageError({
      place,
      rule: '`arrival` and `stages` both say how many iterations there are',
      fix: 'Leave one of them out; with `stages` that have a rate, `arrival` may only have a `kind`.',
    })
  }
  return { kind: 'open-stages', stages: read.stages, ...common }
}

function readConcurrency(value: unknown, place: string): number {
  return value === undefined
    ? 1
    : wholeNumber(value, 'concurrency', place, 1, 'Leave it out to run one iteration at a time.')
}

function readArrival(value: unknown, place: string): { rate: number | undefined; kind: ArrivalKind } {
  const where = `${place} \`arrival\``
  const given = plainObject(
    value,
    where,
    "Write { rate: 50 } for 50 a second, or { rate: '3000/min', kind: 'constant' }.",
  )
  knownKeys(given, ['rate', 'kind'], where)
  return {
    rate: given['rate'] === undefined ? undefined : readRate(given['rate'], '`rate`', where),
    kind:
      given['kind'] === undefined
        ? 'poisson'
        : oneOf<ArrivalKind>(given['kind'], ['poisson', 'constant'], 'kind', where),
  }
}

interface ReadStages {
  readonly kind: 'rate' | 'concurrency'
  readonly stages: readonly Stage[]
}

function readStages(value: unknown, place: string): ReadStages {
  const where = `${place} \`stages\``
  const fix = "Write for example [{ duration: '2s', rate: 50 }, { duration: '5s', rate: 200 }]."
  if (!Array.isArray(value) || value.length === 0) {
    throw usageError({
      place: where,
      rule: 'stages must be an array of at least one',
      received: { value },
      fix,
    })
  }
  const read = value.map((stage: unknown, i) => readStage(stage, `${where} [${i}]`, fix))
  const kinds = new Set(read.map(({ kind }) => kind))
  const [kind = 'rate'] = kinds
  if (kinds.size > 1) {
    throw usageError({
      place: where,
      rule: 'all stages must have a `rate`, or all a `concurrency`',
      fix,
    })
  }
  if (read.every(({ stage }) => stage.target === 0)) {
    throw usageError({ place: where, rule: 'at least one stage must have a rate above 0', fix })
  }
  return { kind, stages: read.map(({ stage }) => stage) }
}

function readStage(value: unknown, where: string, fix: string): { kind: ReadStages['kind']; stage: Stage } {
  const given = plainObject(value, where, fix)
  knownKeys(given, ['duration', 'rate', 'concurrency'], where)
  // Above zero: a stage that takes no time, or less, would go backwards.
  const durationMs = readDuration(given['duration'], '`duration`', where)
  const { rate, concurrency } = given
  if ((rate === undefined) === (concurrency === undefined)) {
    throw usageError({ place: where, rule: 'a stage needs a `rate` or a `concurrency`, and not both', fix })
  }
  return rate === undefined
    ? {
        kind: 'concurrency',
        stage: { durationMs, target: wholeNumber(concurrency, 'concurrency', where, 1, fix) },
      }
    : { kind: 'rate', stage: { durationMs, target: rate === 0 ? 0 : readRate(rate, '`rate`', where) } }
}

function refuseTogether(
  given: Readonly<Record<string, unknown>>,
  one: string,
  other: string,
  place: string,
): void {
  if (given[one] === undefined || given[other] === undefined) return
  throw usageError({
    place,
    rule: `\`${one}\` and \`${other}\` contradict each other: a loop is closed, or its iterations arrive on their own`,
    fix: 'Leave one of them out.',
  })
}
