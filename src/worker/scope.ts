import { AsyncLocalStorage } from 'node:async_hooks'
import type { CallLog } from '../core/calls/call-log.ts'
import { shared } from './process-state.ts'
import type { IterationSpans } from './spans/iteration-spans.ts'
import type { TestRun } from './test-run.ts'

/** What the running code belongs to. */
export interface Scope {
  readonly test: TestRun
  /** Undefined outside a measurement. */
  readonly iteration?: IterationScope
}

export interface IterationScope {
  readonly index: number
  /** The measured function, or a hook around it: they draw from streams of their own. */
  readonly part: 'fn' | 'hook'
  readonly seed: number
  readonly calls: CallLog
  /** What mocks remember things for, from call to call. */
  readonly session: object
  /** Where its spans go; undefined where nobody collects them. */
  readonly spans?: IterationSpans | undefined
  /** Nobody keeps what it calls: memory is being watched. */
  readonly unrecorded?: true
}

/** Follows promises and callbacks, so that concurrent tests in one process are told apart. */
export const scopes: AsyncLocalStorage<Scope> = shared('scopes', () => new AsyncLocalStorage<Scope>())
