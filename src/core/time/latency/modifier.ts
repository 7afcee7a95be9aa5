import type { FailureMode } from '../../calls/failure-mode.ts'
import type { Random } from '../random.ts'

/** Changes how a mock behaves beyond its latency: cold starts, errors, rate limits. */
export interface Modifier {
  /** How reports name it, such as `coldStart(2 000 ms)`. */
  readonly description: string
  /** What it does for as long as a measurement lasts: it begins anew with each. */
  begin(): RunningModifier
}

/** A modifier at work: it may remember what it has seen. */
export interface RunningModifier {
  /**
   * Looks at a call when it comes in, before any latency.
   *
   * @returns how the call fails, or undefined
   */
  admit?(call: ModifiedCall): FailureMode | undefined
  /** Changes the drawn latency, in ms. */
  latency?(ms: number, call: ModifiedCall): number
  /** How fast bodies come in. Default: at once. */
  readonly bytesPerSecond?: number
}

/** A call as modifiers see it. */
export interface ModifiedCall {
  /** The clock when it came in, in ms. */
  readonly nowMs: number
  /** Which call it is since the measurement began, from 0, warm-up included. */
  readonly count: number
  /** A stream of this modifier and this call alone. */
  readonly random: Random
}
