import type { Stopping, Timing } from '../timing.ts'

export type Outcome = 'pass' | 'fail' | 'inconclusive'

/** Passing is said at this confidence, where samples only estimate. */
export const PASS_CONFIDENCE = 0.95
/** Failing takes more: a false alarm costs more than a look at the next run. */
export const FAIL_CONFIDENCE = 0.995

/** What an outcome stands on: plain values, for messages and reports. */
export type Evidence =
  | {
      /** So many of the observations exceeded the limit, where a share of `allowed` may. */
      readonly kind: 'exceedances'
      readonly observations: number
      readonly exceeding: number
      readonly allowed: number
      /** `binomial`: exact bound at a fixed number. `sequential`: anytime-valid test. */
      readonly method: 'binomial' | 'sequential'
    }
  | {
      /** The mean lies between two bounds: the lower at 99.5 %, the upper at 95 %; or the other way round for a lower limit. */
      readonly kind: 'interval'
      /** In the statistic's own unit, ascending. */
      readonly low: number
      readonly high: number
    }
  | {
      /** Each single sample decides. */
      readonly kind: 'extreme'
    }
  | {
      /** The figure is no estimate: it is compared as it is. */
      readonly kind: 'as is'
    }

/** What a rule finds. */
export interface Finding {
  readonly outcome: Outcome
  readonly evidence: Evidence
}

/** How one kind of statistic is judged: pure functions of the timing. */
export interface Rule {
  /** What the statistic is computed from: samples, or iterations for the error rate. */
  observations(run: Timing): number
  /** With fewer observations no outcome could ever be a pass. */
  least(stopping: Stopping, limit: number): number
  find(run: Timing, limit: number): Finding
  /** Looks at a limit while samples come in. Left out where only the end can tell. */
  watch?(limit: number): Watch
}

/** One limit while its measurement is running. */
export interface Watch {
  /** Whether it can pass before the end. */
  readonly decidable: boolean
  readonly state: 'open' | 'pass' | 'fail'
  /** What it says is plain: even if all samples so far came from a time when the machine was far slower or faster, it would stay so. */
  readonly clear: boolean
  /** @param ms duration of an iteration that succeeded */
  sample(ms: number): void
  error(): void
  /** An arrival was turned away. */
  dropped(): void
}
