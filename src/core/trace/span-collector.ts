import { formatCount, formatNames } from '../format.ts'
import { randomStream } from '../time/random.ts'
import { AtOnce } from './at-once.ts'
import { ChildIndex } from './child-index.ts'
import { walkCriticalPath } from './critical-path.ts'
import { KeptTraces } from './kept-traces.ts'
import type { KeptTrace } from './kept-traces.ts'
import { LongTrace } from './long-trace.ts'
import { OperationTotals } from './operation-totals.ts'
import { OverlapTally } from './overlap-tally.ts'
import { SampleReservoir } from './sample-reservoir.ts'
import { selfTimes } from './self-time.ts'
import { treeOf } from './span-node.ts'
import type { SpanNode, SpanTree } from './span-node.ts'
import { readSpanName } from './span-name.ts'
import type { SpanNames } from './span-names.ts'
import type { SpanTable } from './span-table.ts'
import type { Spans } from './spans.ts'

/** Durations of iterations that are held to find the median. */
const MOST_DURATIONS = 2 ** 20

/**
 * Sums up the traces of one measurement, iteration by iteration. However many
 * spans there are, it takes a bounded amount of memory: counts, totals, and
 * shares are exact; of very many samples and trees some are drawn, which the
 * notes tell.
 */
export class SpanCollector {
  readonly #names: SpanNames
  readonly #totals: OperationTotals
  readonly #kept: KeptTraces
  readonly #durations: SampleReservoir
  readonly #overlaps = new OverlapTally()
  /** Of iterations that have not ended. */
  readonly #long = new Map<SpanTable, LongTrace>()
  readonly #children = new ChildIndex()
  readonly #atOnce = new AtOnce()
  #selfMs = new Float64Array(64)
  #iterations = 0
  #total = 0
  #wallMs = 0
  #allSelfMs = 0
  /** Iterations of which not the whole tree is known. */
  #cutTraces = 0

  /** @param seed of what is drawn */
  constructor(names: SpanNames, seed: number = 1) {
    this.#names = names
    this.#totals = new OperationTotals(names, seed)
    this.#kept = new KeptTraces(randomStream(seed, 'traces'))
    this.#durations = new SampleReservoir(randomStream(seed, 'durations'), {
      each: MOST_DURATIONS,
      left: MOST_DURATIONS,
    })
  }

  /**
   * Adds what has ended of a trace that is too long to be held whole, up to now.
   * What is suspended in the table comes again, in the same table.
   */
  addPart(table: SpanTable, nowMs: number): void {
    const long = this.#long.get(table)
    this.#addSpans(table, long?.untilMs ?? table.startMs(0))
    this.#overlaps.addPart(table)
    if (long === undefined) this.#long.set(table, new LongTrace(table, nowMs))
    else long.goOn(table, nowMs)
  }

  /** Adds the trace of an iteration that has ended; it may be emptied afterwards. */
  add(iteration: number, table: SpanTable): void {
    const durationMs = table.endMs(0) - table.startMs(0)
    const long = this.#long.get(table)
    this.#iterations++
    this.#wallMs += durationMs
    this.#durations.add(durationMs)
    this.#addSpans(table, long?.untilMs ?? table.startMs(0))
    this.#overlaps.add(iteration, table)
    if (long === undefined) {
      this.#kept.add(iteration, table)
      return
    }
    this.#cutTraces++
    this.#long.delete(table)
    this.#kept.add(iteration, long.end(table))
  }

  /** @param known names that may be asked for even when no span of theirs was seen */
  spans(known: Iterable<string>): Spans {
    const operations = this.#totals.operations({ iterations: this.#iterations, wallMs: this.#wallMs })
    const sorted = this.#durations.toArray().toSorted()
    const median = this.#kept.nearest(sorted[(sorted.length - 1) >>> 1] ?? Number.NaN)
    const kept = this.#kept.with(median)
    const trees = new Map(kept.map((one) => [one, lazyTree(one)]))
    const treeOfKept = (one: KeptTrace | undefined): SpanTree | undefined => one && trees.get(one)
    return {
      operations: operations.toSorted((a, b) => b.criticalShare - a.criticalShare),
      iterations: this.#iterations,
      total: this.#total,
      parallelism: this.#wallMs === 0 ? 0 : this.#allSelfMs / this.#wallMs,
      trees: [...trees.values()],
      median: treeOfKept(median),
      slowest: treeOfKept(this.#kept.slowest),
      known: [...new Set([...Array.from(known, readSpanName), ...this.#names.all])],
      overlaps: this.#overlaps.result(this.#names),
      notes: this.#notes(kept.length),
    }
  }

  /** @param sinceMs what was before has been added already, other than durations */
  #addSpans(table: SpanTable, sinceMs: number): void {
    const totals = this.#totals
    totals.reserve(this.#names.size)
    this.#children.fill(table)
    if (this.#selfMs.length < table.length) this.#selfMs = new Float64Array(table.length * 2)
    const selfMs = selfTimes(table, this.#children, sinceMs, this.#selfMs)
    for (let span = 0; span < table.length; span++) {
      const name = table.nameId(span)
      const ownMs = selfMs[span] ?? 0
      totals.addSelf(name, ownMs)
      this.#allSelfMs += ownMs
      if (table.suspended(span)) continue
      this.#total++
      totals.add(name, table.endMs(span) - table.startMs(span), table.failed(span))
    }
    this.#atOnce.count(
      table,
      (name) => totals.atOnce(name),
      (name, most) => totals.setAtOnce(name, most),
    )
    // Last, because it changes the order of the children.
    walkCriticalPath(table, this.#children, sinceMs, (span, fromMs, untilMs) => {
      totals.addCritical(table.nameId(span), untilMs - fromMs)
    })
  }

  #notes(trees: number): readonly string[] {
    const { sampled } = this.#totals
    return [
      ...(sampled.length > 0
        ? [`percentiles of ${formatNames(sampled)} are those of a fair sample: there were too many spans.`]
        : []),
      ...(this.#cutTraces > 0
        ? [
            `of ${formatCount(this.#cutTraces, 'iteration')} the tree has the first spans only: there were too many.`,
          ]
        : []),
      ...(this.#kept.isComplete
        ? []
        : [
            `trees of ${trees} of ${formatCount(this.#iterations, 'iteration')} were kept: the slowest, one near the median, and some that were drawn.`,
          ]),
    ]
  }
}

/** Most trees are never looked at. */
function lazyTree({ iteration, trace }: KeptTrace): SpanTree {
  let root: SpanNode | undefined
  return {
    iteration,
    get root() {
      return (root ??= treeOf(trace))
    },
  }
}
