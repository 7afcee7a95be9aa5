import type { Operation } from './operation.ts'
import type { SpanOverlap } from './overlap-tally.ts'
import type { SpanTree } from './span-node.ts'

/** All spans of one measurement, summed up by name, and whole trees of some iterations. */
export interface Spans {
  /** The one with the largest share of the critical path first. */
  readonly operations: readonly Operation[]
  /** Iterations that have a trace. */
  readonly iterations: number
  /** Spans, roots included. */
  readonly total: number
  /** Of the iterations: time in spans without a running child, added up, as a multiple of the time that passed. */
  readonly parallelism: number
  /** Whole trees: those of the median and the slowest iteration, and some that were drawn; in order of iterations. */
  readonly trees: readonly SpanTree[]
  readonly median: SpanTree | undefined
  readonly slowest: SpanTree | undefined
  /** Names of spans that somebody has announced or used anywhere in the process: what `run.span(name)` may be asked for. */
  readonly known: readonly string[]
  /** Which of them ran at once: each two names that some iteration has. */
  readonly overlaps: readonly SpanOverlap[]
  /** What a reader should know: spans that nobody ended, that were ended twice, … A sentence each. */
  readonly notes: readonly string[]
}

export const NO_SPANS: Spans = {
  operations: [],
  iterations: 0,
  total: 0,
  parallelism: 0,
  trees: [],
  median: undefined,
  slowest: undefined,
  known: [],
  overlaps: [],
  notes: [],
}
