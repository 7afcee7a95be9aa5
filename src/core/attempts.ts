import type { WorkerOptions } from './options/skillperf-options.ts'
import type { CheckRecord, TestReport } from './wire.ts'

/** Fresh attempts at a breached limit that have a say, at most. */
const MOST_VOTES = 3
/** Attempts with those that found no processor to run on: another one may. */
const MOST_ATTEMPTS = 5
/** So many breaches make it real; so many kept limits make it noise. */
const MAJORITY = 2
/** An attempt that waited for a processor longer than this share of its time says nothing against the code. */
export const BUSY_SHARE = 0.1

/** How a test process can run one of its tests again, in a fresh Vitest: plain data from main. */
export interface AttemptRecipe {
  /** Path of the script that runs it, and the Node to run it with. */
  readonly script: string
  readonly node: string
  /** Flags of that Node, such as a loader's. */
  readonly execArgv: readonly string[]
  /** Held by the attempt that is running: one at a time, whichever test process asks. */
  readonly lock: string
  /** What the script gets, without the test. */
  readonly request: Omit<AttemptRequest, 'file' | 'names' | 'seeds'>
}

/** What to run: read by the script in its first message. */
export interface AttemptRequest {
  readonly root: string
  /** Path of the config file; false for none. */
  readonly config: string | false
  /** Name of the project to keep to; undefined for all. */
  readonly project: string | undefined
  readonly pool: string
  /** Command-line options of the run that asks. */
  readonly cli: Readonly<Record<string, unknown>>
  readonly options: Omit<WorkerOptions, 'attempts'>
  /** The test file. */
  readonly file: string
  /** The suites' names and the test's own. */
  readonly names: readonly string[]
  /** Runs it once with each of them as the seed of every measurement. Default: once, with the seeds that the test has. */
  readonly seeds?: readonly number[] | undefined
}

/**
 * What the script answers for each run, a message each: what each test of these
 * names has measured, in the file's order. A failure is its last word.
 */
export type AttemptAnswer =
  | { readonly kind: 'reports'; readonly reports: readonly unknown[] }
  | { readonly kind: 'failure'; readonly reason: string }

/** How an attempt went, seen from who asked. */
export type Attempt =
  | { readonly kind: 'report'; readonly report: TestReport }
  | { readonly kind: 'failure'; readonly reason: string }

/** A limit, as it is found again in another run of its test. */
export interface CheckIdentity extends Pick<
  CheckRecord,
  'statistic' | 'limit' | 'negated' | 'source' | 'view'
> {
  readonly measurement: string
  /** The repetition of the test. */
  readonly repeat: number
  /** Which one, of several that are the same otherwise. */
  readonly nth: number
}

/** What an attempt says about one limit. */
export type Vote = 'breach' | 'kept' | { readonly none: string; readonly busy?: true }

/** Reads an attempt's vote on a limit. Only a breach by an attempt that had a processor to itself counts against the code; errors always do. */
export function voteOf(attempt: Attempt, check: CheckIdentity): Vote {
  if (attempt.kind === 'failure') return { none: attempt.reason }
  const { tries } = attempt.report
  const last = tries.findLast((one) => one.repeat === check.repeat) ?? tries.at(-1)
  const measurement = last?.measurements.find((one) => one.name === check.measurement)
  if (measurement === undefined) return { none: `it did not measure "${check.measurement}"` }
  const same = measurement.checks.filter((one) => isSame(one, check))
  const found = same[check.nth] ?? same.at(-1)
  if (found === undefined) return { none: `it did not come to this limit` }
  if (found.outcome !== 'fail') return 'kept'
  const { waitShare } = measurement
  // Whether an iteration fails is no matter of the processor's time.
  return found.statistic !== 'error rate' && waitShare !== null && waitShare > BUSY_SHARE
    ? { none: `it waited for a processor for ${Math.round(waitShare * 100)} % of its time`, busy: true }
    : 'breach'
}

function isSame(one: CheckRecord, check: CheckIdentity): boolean {
  return (
    one.statistic === check.statistic &&
    one.limit === check.limit &&
    one.negated === check.negated &&
    one.source === check.source &&
    one.view === check.view
  )
}

/** What the votes so far come to. */
export type Tally =
  | { readonly state: 'open' }
  | { readonly state: 'confirmed'; readonly votes: number; readonly breaches: number }
  | { readonly state: 'refuted'; readonly votes: number; readonly breaches: number }
  /** Too few attempts had a vote. */
  | { readonly state: 'unknown'; readonly votes: number; readonly breaches: number; readonly reason: string }

/** A breach is real when at least 2 of 3 fresh attempts breach the limit, too. */
export function tally(votes: readonly Vote[]): Tally {
  const breaches = votes.filter((vote) => vote === 'breach').length
  const kept = votes.filter((vote) => vote === 'kept').length
  const counted = { votes: breaches + kept, breaches }
  if (breaches >= MAJORITY) return { state: 'confirmed', ...counted }
  if (kept >= MAJORITY) return { state: 'refuted', ...counted }
  const busy = votes.filter((vote) => typeof vote === 'object' && vote.busy === true).length
  if (votes.length - busy < MOST_VOTES && votes.length < MOST_ATTEMPTS) return { state: 'open' }
  const none = votes.find((vote) => typeof vote === 'object')
  return {
    state: 'unknown',
    ...counted,
    reason: typeof none === 'object' ? none.none : 'no attempt had a vote',
  }
}
