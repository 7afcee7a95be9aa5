/** What all spans of one name come to, over all iterations. Times are ms. */
export interface Operation {
  readonly name: string
  readonly count: number
  /** Mean over the iterations. */
  readonly perIteration: number
  readonly totalMs: number
  /** {@link totalMs} without the time in which children were running. */
  readonly selfMs: number
  readonly meanMs: number
  readonly maxMs: number
  readonly errors: number
  /** Share of the iterations' time that lay on the critical path in these spans themselves, 0 to 1. */
  readonly criticalShare: number
  /** The most that ran at once, within one iteration. */
  readonly atOnce: number
  /** ns, iteration by iteration, in each in the order in which they began; of very many a fair sample. */
  readonly samplesNs: Float64Array
}
