import { AsyncLocalStorage } from 'node:async_hooks'
import type { OpenSpan } from './open-span.ts'
import type { SpanSource } from './span-source.ts'

/** What all copies of the profiler in one process share. */
export interface Hub {
  /** The span that the running code is in, as far as spans were opened around it. It may have ended: see `innermost`. */
  readonly current: AsyncLocalStorage<OpenSpan | undefined>
  /** How many listen. At 0 a span is nothing but a call. */
  listening: number
  /**
   * The span that a new one belongs to, by the listener: the root of the
   * iteration that is running, where {@link current} has nothing of it. Undefined when nobody wants it.
   */
  parentOf: (inner: OpenSpan | undefined) => OpenSpan | undefined
  /** A span was asked for while somebody listened: from now on it is worth telling iterations apart. */
  used: boolean
  /** Names of spans that code has announced, such as by wrapping a function. */
  readonly known: Set<string>
  /**
   * The span that the running code is in, where another tracer has spans in the
   * same trace, which {@link current} knows nothing of; given the innermost one of ours.
   */
  foreign: ((ours: OpenSpan | undefined) => OpenSpan | undefined) | undefined
  /** Those that bring spans of other processes. */
  readonly sources: Set<SpanSource>
  /** Counts turns: what runs without a microtask in between belongs to one. */
  turn: number
  /** The end of this turn will be noticed. */
  turnWatched: boolean
}

/**
 * On `process`, which the contexts of `node:vm` share, too: a test runner may
 * load production code in one of them, and the profiler itself outside.
 */
const registry = process as unknown as Record<symbol, Hub | undefined>
const KEY = Symbol.for('skillperf.profiler.1')

export const hub: Hub = (registry[KEY] ??= {
  current: new AsyncLocalStorage<OpenSpan | undefined>(),
  listening: 0,
  parentOf: (inner) => inner,
  used: false,
  known: new Set(),
  foreign: undefined,
  sources: new Set(),
  turn: 0,
  turnWatched: false,
})
