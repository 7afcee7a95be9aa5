import { criticalPath } from './critical-path.ts'
import type { Operation } from './operation.ts'
import { selfTimes } from './self-time.ts'
import { treeOf } from './span-node.ts'
import type { SpanTree } from './span-node.ts'
import type { SpanNames, SpanTable } from './span-table.ts'
import type { Spans } from './spans.ts'

const NS_PER_MS = 1e6

interface Totals {
  count: number
  totalMs: number
  selfMs: number
  maxMs: number
  errors: number
  criticalMs: number
  atOnce: number
  readonly ns: number[]
}

/** Sums up the traces of one measurement, iteration by iteration. */
export class SpanCollector {
  readonly #names: SpanNames
  readonly #totals: Totals[] = []
  readonly #kept: { readonly iteration: number; readonly trace: SpanTable }[] = []
  #iterations = 0
  #total = 0
  #wallMs = 0
  #selfMs = 0

  constructor(names: SpanNames) {
    this.#names = names
  }

  /** Adds the trace of an iteration that has ended; it may be emptied afterwards. */
  add(iteration: number, trace: SpanTable): void {
    this.#iterations++
    this.#total += trace.length
    this.#wallMs += trace.endMs(0) - trace.startMs(0)
    const selfMs = selfTimes(trace)
    for (let span = 0; span < trace.length; span++) {
      const totals = this.#totalsOf(trace.nameId(span))
      const ms = trace.endMs(span) - trace.startMs(span)
      totals.count++
      totals.totalMs += ms
      totals.selfMs += selfMs[span] ?? 0
      totals.maxMs = Math.max(totals.maxMs, ms)
      if (trace.failed(span)) totals.errors++
      totals.ns.push(Math.round(ms * NS_PER_MS))
      this.#selfMs += selfMs[span] ?? 0
    }
    for (const { span, fromMs, untilMs } of criticalPath(trace)) {
      this.#totalsOf(trace.nameId(span)).criticalMs += untilMs - fromMs
    }
    this.#kept.push({ iteration, trace: trace.copy() })
  }

  /** @param known names that may be asked for even when no span of theirs was seen */
  spans(known: Iterable<string>): Spans {
    const operations = this.#totals.map((totals, id): Operation => {
      const { count, totalMs, selfMs, maxMs, errors, criticalMs, atOnce, ns } = totals
      return {
        name: this.#names.nameOf(id),
        count,
        perIteration: count / this.#iterations,
        totalMs,
        selfMs,
        meanMs: totalMs / count,
        maxMs,
        errors,
        criticalShare: this.#wallMs === 0 ? 0 : criticalMs / this.#wallMs,
        atOnce,
        samplesNs: Float64Array.from(ns),
      }
    })
    const trees = this.#kept.map(({ iteration, trace }): SpanTree => ({ iteration, root: treeOf(trace) }))
    const byDuration = trees.toSorted((a, b) => a.root.durationMs - b.root.durationMs)
    return {
      operations: operations.toSorted((a, b) => b.criticalShare - a.criticalShare),
      iterations: this.#iterations,
      total: this.#total,
      parallelism: this.#wallMs === 0 ? 0 : this.#selfMs / this.#wallMs,
      trees,
      median: byDuration[(byDuration.length - 1) >>> 1],
      slowest: byDuration.at(-1),
      known: [...new Set([...known, ...this.#names.all])],
      notes: [],
    }
  }

  #totalsOf(nameId: number): Totals {
    return (this.#totals[nameId] ??= {
      count: 0,
      totalMs: 0,
      selfMs: 0,
      maxMs: 0,
      errors: 0,
      criticalMs: 0,
      atOnce: 0,
      ns: [],
    })
  }
}
