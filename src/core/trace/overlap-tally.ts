import type { SpanNames, Trace } from './span-table.ts'

/** Names that are compared with each other: the first ones of a measurement. More would cost time at each iteration. */
export const NAMES_COMPARED = 100

/** How much spans of two names ran at once, over all iterations. */
export interface SpanOverlap {
  /** The same name twice: its spans among each other. */
  readonly names: readonly [string, string]
  /** Iterations that have a span of each. */
  readonly iterations: number
  /** Those of them in which two overlapped. */
  readonly overlapping: number
  /** Time in which both were running, in ms, over all iterations. */
  readonly totalMs: number
  /** The first iteration in which none overlapped. */
  readonly apart: number | undefined
}

interface Pair {
  iterations: number
  overlapping: number
  totalMs: number
  apart: number | undefined
  /** The last trace in which two overlapped, and up to when that time is counted. */
  lastTrace: number
  reachedMs: number
}

/**
 * Counts which spans run at once, iteration by iteration, exactly. A span and
 * one within it do not count: one of them waits for the other. Nor does a trace's
 * root, which everything is within.
 */
export class OverlapTally {
  readonly #pairs = new Map<number, Pair>()
  /** Numbers of the names that the trace has so far, and how many spans of each. */
  readonly #present: number[] = []
  readonly #counts = new Uint32Array(NAMES_COMPARED)
  /** By name: spans that have begun, the one that ends last at the end; those that are over may still be there. */
  readonly #begun: number[][] = Array.from({ length: NAMES_COMPARED }, () => [])
  #traces = 0

  /** @param trace one that is over */
  add(iteration: number, trace: Trace): void {
    this.#traces++
    for (const span of inOrder(trace)) {
      const nameId = trace.nameId(span)
      if (nameId >= NAMES_COMPARED) continue
      const count = this.#counts[nameId] ?? 0
      if (count === 0) this.#present.push(nameId)
      this.#counts[nameId] = count + 1
      // What takes no time runs beside nothing.
      if (trace.endMs(span) > trace.startMs(span)) this.#compare(trace, span)
    }
    this.#finish(iteration)
  }

  result(names: SpanNames): readonly SpanOverlap[] {
    return [...this.#pairs].map(([key, { iterations, overlapping, totalMs, apart }]) => ({
      names: [names.nameOf(Math.floor(key / NAMES_COMPARED)), names.nameOf(key % NAMES_COMPARED)],
      iterations,
      overlapping,
      totalMs,
      apart,
    }))
  }

  #compare(trace: Trace, span: number): void {
    const startMs = trace.startMs(span)
    const endMs = trace.endMs(span)
    const nameId = trace.nameId(span)
    for (const other of this.#present) {
      const begun = this.#begun[other] ?? []
      for (let i = begun.length - 1; i >= 0; i--) {
        const beside = begun[i] ?? 0
        const untilMs = trace.endMs(beside)
        if (untilMs <= startMs) {
          // Of those before, each has ended even earlier.
          if (i === begun.length - 1) begun.length = 0
          break
        }
        if (isWithin(trace, span, beside)) continue
        // Nobody of this name runs on for longer.
        this.#note(this.#pairOf(nameId, other), startMs, Math.min(endMs, untilMs))
        break
      }
    }
    insert(this.#begun[nameId] ?? [], span, trace)
  }

  /** Spans come in order of their starts, so that each time goes on where those before have ended, or later. */
  #note(pair: Pair, fromMs: number, untilMs: number): void {
    if (pair.lastTrace !== this.#traces) {
      pair.lastTrace = this.#traces
      pair.reachedMs = fromMs
      pair.overlapping++
    }
    const startMs = Math.max(fromMs, pair.reachedMs)
    if (untilMs <= startMs) return
    pair.totalMs += untilMs - startMs
    pair.reachedMs = untilMs
  }

  #finish(iteration: number): void {
    for (const [i, name] of this.#present.entries()) {
      for (let j = 0; j <= i; j++) {
        const other = this.#present[j] ?? 0
        if (other === name && (this.#counts[name] ?? 0) < 2) continue
        const pair = this.#pairOf(name, other)
        pair.iterations++
        if (pair.lastTrace !== this.#traces) pair.apart ??= iteration
      }
    }
    for (const name of this.#present) {
      this.#counts[name] = 0
      this.#begun[name] = []
    }
    this.#present.length = 0
  }

  #pairOf(a: number, b: number): Pair {
    const key = Math.min(a, b) * NAMES_COMPARED + Math.max(a, b)
    const known = this.#pairs.get(key)
    if (known !== undefined) return known
    const pair = { iterations: 0, overlapping: 0, totalMs: 0, apart: undefined, lastTrace: 0, reachedMs: 0 }
    this.#pairs.set(key, pair)
    return pair
  }
}

/** The spans below the root, in order of their starts: as they were recorded, but for those whose times were told afterwards. */
function* inOrder(trace: Trace): Iterable<number> {
  let sorted = true
  for (let span = 2; span < trace.length && sorted; span++) {
    sorted = trace.startMs(span - 1) <= trace.startMs(span)
  }
  if (sorted) {
    for (let span = 1; span < trace.length; span++) yield span
    return
  }
  const spans = Array.from({ length: trace.length - 1 }, (_, i) => i + 1)
  yield* spans.toSorted((a, b) => trace.startMs(a) - trace.startMs(b) || a - b)
}

/** Whether one of two spans is within the other; parents come before their children. */
function isWithin(trace: Trace, a: number, b: number): boolean {
  const outer = Math.min(a, b)
  let span = Math.max(a, b)
  while (span > outer) span = trace.parent(span)
  return span === outer
}

/** Puts a span where its end belongs. */
function insert(begun: number[], span: number, trace: Trace): void {
  const endMs = trace.endMs(span)
  let at = begun.length
  while (at > 0 && trace.endMs(begun[at - 1] ?? 0) > endMs) at--
  begun.splice(at, 0, span)
}
