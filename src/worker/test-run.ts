import { SkillperfError } from '../core/errors.ts'
import { printable } from '../core/format.ts'
import type { Measurement } from '../core/measurement.ts'
import type { Judgement } from '../core/judgement.ts'
import type { Limit } from '../core/sla.ts'
import { publicName } from '../core/redact.ts'
import type { WorkerOptions } from '../core/options/skillperf-options.ts'
import type { Outcome, Verdict } from '../core/verdict.ts'
import type { Suspicion } from './suspicion.ts'
import type { Comparability } from './baseline/comparability.ts'
import type { ComparedMeasurement } from './baseline/compare-with-baseline.ts'
import type { TestTime } from './budget.ts'
import { CallLog } from '../core/calls/call-log.ts'
import type { PerfNetwork } from './network.ts'
import type { RunningMatcher, RunningMeasurement } from './running.ts'
import type { LooseSpans } from './spans/loose.ts'
import type { VirtualClock } from './virtual/virtual-clock.ts'

/** Who asked for a verdict. */
export type CheckSource = 'matcher' | 'measurement' | 'options'

/** A judged limit as it was asked for: one on a timing has a {@link Verdict}, one on a count is plain. */
export interface Check<J extends Judgement = Verdict> {
  /** Replaced when fresh attempts have said what is to be made of a breach. */
  verdict: J
  /** Under `.not`, pass and fail swap. */
  readonly negated: boolean
  readonly source: CheckSource
  /** Which view of the measurement it is about; undefined for itself. */
  readonly view?: string | undefined
}

/** What a verdict says once `.not` is taken into account. */
export function outcomeOf({ verdict, negated }: Check<Judgement>): Outcome {
  return negated ? SWAPPED[verdict.outcome] : verdict.outcome
}

const SWAPPED = { pass: 'fail', fail: 'pass', inconclusive: 'inconclusive' } as const

/** A measurement with all that was asked about it. */
export interface MeasuredEntry {
  readonly measurement: Measurement
  readonly checks: Check<Judgement>[]
  /** The measurement's own limits. */
  readonly sla: readonly Limit[]
  /** An error whose stack leads to the `perf.measure` call. */
  readonly place: Error
  /** A matcher has failed, and told of the errors of its iterations. */
  errorsShown: boolean
  /** How it compares with a baseline. Default: as if nobody knew. */
  readonly comparability?: Comparability
  /** How it has compared; undefined where nobody asked. */
  compared?: ComparedMeasurement
}

/** What a test run needs to know of its test. */
export interface TestInfo {
  readonly name: string
  /** Names of its suites, the outermost first, and its own. */
  readonly names: readonly string[]
  /** Path of its file. */
  readonly file: string
  /** Which one of the file's tests with these names it is, from 0. */
  readonly nth: number
  /** Which repetition of it this is, from 0. Default: 0. */
  readonly repeat?: number
  /** Name of its project. Default: the root project, which has none. */
  readonly project?: string
  /** The test's own timeout in ms; 0 or Infinity for none. */
  readonly timeoutMs: number
  /** It may have to wait for a place among others before its function begins. */
  readonly concurrent: boolean
}

/**
 * One try of one test: its measurements, its open network, what has to fail it
 * at the end. Lives from the first hook before the test to the last one after.
 */
export class TestRun {
  readonly test: TestInfo
  readonly options: WorkerOptions
  readonly entries: MeasuredEntry[] = []
  /** What has still to repeat in fresh attempts. */
  readonly suspicions: Suspicion[] = []
  /** Errors that fail the test even if the code under test swallowed them. */
  readonly failures: Error[] = []
  /** Calls to mocked tools outside any measurement. */
  readonly loose: CallLog = new CallLog()
  /** Spans outside any measurement, once the test has opened one on `perf`. */
  looseSpans: LooseSpans | undefined
  /** Names of mocks that were called, which no network may know of. */
  readonly calledMocks: Set<string> = new Set()
  network: PerfNetwork | undefined
  /** The virtual clock that it runs on at the moment. */
  clock: VirtualClock | undefined
  /** The times of its last virtual clock are the same in every run: no real time flows into them. */
  exactTime?: boolean
  /** The measurement that is running. */
  measuring: RunningMeasurement | undefined
  /** Matchers that run a function, and have not ended. */
  readonly matching: Set<RunningMatcher> = new Set()
  /** The test has mocked its tools: its code must not reach the real ones, even when it goes on after the end. */
  mocked = false
  /** Something on `perf` was called: there may be something to settle at the end. */
  used = false
  #startedMs: number
  /** Until somebody says when the function begins, nobody knows whether a hook is running or it. */
  #phase: 'unknown' | 'hooks' | 'function' = 'unknown'
  #touched = false
  #ended = false
  readonly #names = new Set<string>()
  readonly #warned = new Set<string>()

  constructor(test: TestInfo, startedMs: number, options: WorkerOptions) {
    this.test = test
    this.#startedMs = startedMs
    this.options = options
    this.seed = options.seed
  }

  /** Seed of random streams, where a measurement sets none. */
  seed: number

  /** Hooks are running, before the test's function or after it. */
  beginHooks(): void {
    this.#phase = 'hooks'
  }

  /** The hooks before the test's function are through: its timeout begins to run. */
  beginFunction(nowMs: number): void {
    this.#phase = 'function'
    this.#startedMs = nowMs
    this.#touched = false
  }

  /**
   * Somebody took `perf` off the test's context. In a concurrent test the first
   * time is when its function began, because it may have waited for a place;
   * where nobody says when that was, the last time before the first measurement.
   */
  touch(nowMs: number): void {
    const first = this.test.concurrent && this.#phase === 'function' && !this.#touched
    const unknown = this.#phase === 'unknown' && this.#names.size === 0
    if (first || unknown) this.#startedMs = nowMs
    this.#touched = true
  }

  /** What the test leaves at `nowMs` of the real clock. Hooks have timeouts of their own, which nobody tells us. */
  timeAt(nowMs: number): TestTime {
    if (this.#phase === 'hooks') return { timeoutMs: 0, usedMs: 0 }
    return { timeoutMs: this.test.timeoutMs, usedMs: nowMs - this.#startedMs }
  }

  /** Names of the mocks that it can call, as far as anybody knows; those of the network first. */
  get mockNames(): ReadonlySet<string> {
    return new Set([...(this.network?.names ?? []), ...this.calledMocks])
  }

  get ended(): boolean {
    return this.#ended
  }

  /** @throws SkillperfError when the test is over */
  requireRunning(place: string): void {
    if (!this.#ended) return
    throw new SkillperfError(
      `${place}: the test "${printable(this.test.name)}" has ended already. Await every call on \`perf\` before the test returns.`,
    )
  }

  /** @throws SkillperfError when the test has a measurement of this name, running or done */
  claimName(name: string): void {
    if (this.#names.has(name)) {
      throw new SkillperfError(
        `perf.measure: this test has a measurement named "${publicName(name)}" already, and reports tell measurements apart by name. ` +
          'Give this one a name of its own: perf.measure(name, fn).',
      )
    }
    this.#names.add(name)
  }

  /** Notes an error that fails the test even if the code under test swallows it, once per text. */
  fail(error: Error): void {
    if (!this.failures.some((failure) => failure.message === error.message)) this.failures.push(error)
  }

  /** Prints a warning, once per text. */
  warn(message: string): void {
    if (this.#warned.has(message)) return
    this.#warned.add(message)
    console.warn(message)
  }

  /** Nothing on `perf` works from here on; what still runs is told to stop. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.measuring?.stop(new SkillperfError('The test has ended.'))
    this.network?.[Symbol.dispose]()
    this.looseSpans?.[Symbol.dispose]()
  }
}
