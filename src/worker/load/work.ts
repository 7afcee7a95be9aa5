import type { ReadCallSlo } from '../../core/calls/slo.ts'
import type { MeasuredFunction } from '../../core/options/measure-options.ts'
import type { LoopSpans } from '../spans/iteration-spans.ts'
import type { TestRun } from '../test-run.ts'
import type { IterationSignals } from './iteration-signals.ts'
import type { Pace } from './pace.ts'

/** Calls a function in an async context of its own. */
export type Enclosure = <T>(fn: () => T) => T

/** What a loop runs. */
export interface Work {
  readonly fn: MeasuredFunction
  readonly beforeEach: MeasuredFunction | undefined
  readonly afterEach: MeasuredFunction | undefined
  /** From this time on an iteration counts as failed. */
  readonly timeoutMs: number | undefined
  readonly seed: number
  readonly test: TestRun
  /** What calls of language models have to keep. */
  readonly slo?: ReadCallSlo | undefined
  readonly signals: IterationSignals
  /** Where spans go. Default: nobody wants them. */
  readonly spans?: LoopSpans | undefined
  /** How loops wait. Default: in real time. */
  readonly pace?: Pace
  /** Makes what an iteration's function runs in, beside its scope. Default: nothing. */
  readonly enclosure?: (iteration: number) => Enclosure
}
