import type { MeasuredFunction } from '../../core/options/measure-options.ts'
import type { TestRun } from '../test-run.ts'
import type { IterationSignals } from './iteration-signals.ts'

/** What a loop runs. */
export interface Work {
  readonly fn: MeasuredFunction
  readonly beforeEach: MeasuredFunction | undefined
  readonly afterEach: MeasuredFunction | undefined
  /** From this time on an iteration counts as failed. */
  readonly timeoutMs: number | undefined
  readonly seed: number
  readonly test: TestRun
  readonly signals: IterationSignals
}
