import { AsyncLocalStorage } from 'node:async_hooks'
import type { IterationCalls } from './call-counter.ts'
import { shared } from './process-state.ts'
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
  readonly calls: IterationCalls
}

/** Follows promises and callbacks, so that concurrent tests in one process are told apart. */
export const scopes: AsyncLocalStorage<Scope> = shared('scopes', () => new AsyncLocalStorage<Scope>())
