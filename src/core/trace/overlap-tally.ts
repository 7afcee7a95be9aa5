import type { SpanNames, SpanTable } from './span-table.ts'

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
}

/** What is known of one trace that is being compared. */
class Comparison {
  /** Numbers of the names that it has so far. */
  readonly present: number[] = []
  readonly #isPresent = new Uint8Array(NAMES_COMPARED)
  /** How many spans of each name have come to their end. */
  readonly counts: Uint32Array = new Uint32Array(NAMES_COMPARED)
  /** By name: spans that have begun, the one that ends last at the end; those that are over may still be there. */
  readonly begun: readonly number[][] = Array.from({ length: NAMES_COMPARED }, () => [])
  /** Pairs that have overlapped, and up to when that time is counted, in ms. */
  readonly reachedMs: Map<number, number> = new Map()

  note(nameId: number, suspended: boolean): void {
    if (this.#isPresent[nameId] === 0) this.present.push(nameId)
    this.#isPresent[nameId] = 1
    // It comes again.
    if (!suspended) this.counts[nameId] = (this.counts[nameId] ?? 0) + 1
  }

  /** Its spans get other numbers. */
  forgetSpans(): void {
    for (const name of this.present) (this.begun[name] ?? []).length = 0
  }

  clear(): void {
    this.forgetSpans()
    for (const name of this.present) {
      this.counts[name] = 0
      this.#isPresent[name] = 0
    }
    this.present.length = 0
    this.reachedMs.clear()
  }
}

/**
 * Counts which spans run at once, iteration by iteration, exactly. A span and
 * one within it do not count: one of them waits for the other. Nor does a trace's
 * root, which everything is within.
 */
export class OverlapTally {
  readonly #pairs = new Map<number, Pair>()
  /** For traces that are added whole. */
  readonly #one = new Comparison()
  /** Of traces that are added in parts. */
  readonly #long = new Map<SpanTable, Comparison>()

  /** Adds what has ended of a trace that is too long to be held whole; what is suspended comes again, in the same table. */
  addPart(table: SpanTable): void {
    const comparison = this.#long.get(table) ?? new Comparison()
    this.#long.set(table, comparison)
    this.#compareAll(table, comparison)
    comparison.forgetSpans()
  }

  /** Adds the trace of an iteration that is over. */
  add(iteration: number, table: SpanTable): void {
    const comparison = this.#long.get(table) ?? this.#one
    this.#long.delete(table)
    this.#compareAll(table, comparison)
    this.#count(iteration, comparison)
    comparison.clear()
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

  #compareAll(table: SpanTable, comparison: Comparison): void {
    const order = orderOf(table)
    for (let i = 1; i < table.length; i++) {
      const span = order?.[i - 1] ?? i
      const nameId = table.nameId(span)
      if (nameId >= NAMES_COMPARED) continue
      comparison.note(nameId, table.suspended(span))
      // What takes no time runs beside nothing.
      if (table.endMs(span) > table.startMs(span)) this.#compare(table, span, comparison)
    }
  }

  #compare(table: SpanTable, span: number, { begun, present, reachedMs }: Comparison): void {
    const startMs = table.startMs(span)
    const endMs = table.endMs(span)
    const nameId = table.nameId(span)
    for (const other of present) {
      const beside = besideOf(table, span, begun[other] ?? [])
      if (beside === undefined) continue
      const key = keyOf(nameId, other)
      const reached = reachedMs.get(key)
      const pair = this.#pairOf(key)
      if (reached === undefined) pair.overlapping++
      // Spans come in order of their starts: time goes on where those before have ended, or later.
      const fromMs = Math.max(startMs, reached ?? startMs)
      const untilMs = Math.min(endMs, table.endMs(beside))
      if (untilMs > fromMs) pair.totalMs += untilMs - fromMs
      reachedMs.set(key, Math.max(fromMs, untilMs))
    }
    insert(table, span, begun[nameId] ?? [])
  }

  #count(iteration: number, { present, counts, reachedMs }: Comparison): void {
    for (const [i, name] of present.entries()) {
      for (let j = 0; j <= i; j++) {
        const other = present[j] ?? 0
        if (other === name && (counts[name] ?? 0) < 2) continue
        const key = keyOf(name, other)
        const pair = this.#pairOf(key)
        pair.iterations++
        if (!reachedMs.has(key)) pair.apart ??= iteration
      }
    }
  }

  #pairOf(key: number): Pair {
    const known = this.#pairs.get(key)
    if (known !== undefined) return known
    const pair = { iterations: 0, overlapping: 0, totalMs: 0, apart: undefined }
    this.#pairs.set(key, pair)
    return pair
  }
}

function keyOf(a: number, b: number): number {
  return Math.min(a, b) * NAMES_COMPARED + Math.max(a, b)
}

/** The spans below the root, in order of their starts; undefined where they stand in it: all but those whose times were told afterwards. */
function orderOf(table: SpanTable): readonly number[] | undefined {
  for (let span = 2; span < table.length; span++) {
    if (table.startMs(span - 1) <= table.startMs(span)) continue
    const spans = Array.from({ length: table.length - 1 }, (_, i) => i + 1)
    return spans.toSorted((a, b) => table.startMs(a) - table.startMs(b) || a - b)
  }
  return undefined
}

/** Of the spans of one name, the one that goes on longest beside a span that begins. */
function besideOf(table: SpanTable, span: number, begun: number[]): number | undefined {
  const startMs = table.startMs(span)
  for (let i = begun.length - 1; i >= 0; i--) {
    const other = begun[i] ?? 0
    if (table.endMs(other) <= startMs) {
      // Each before has ended even earlier.
      if (i === begun.length - 1) begun.length = 0
      return undefined
    }
    if (!isWithin(table, span, other)) return other
  }
  return undefined
}

/** Whether one of two spans is within the other; parents come before their children. */
function isWithin(table: SpanTable, a: number, b: number): boolean {
  const outer = Math.min(a, b)
  let span = Math.max(a, b)
  while (span > outer) span = table.parent(span)
  return span === outer
}

/** Puts a span where its end belongs. */
function insert(table: SpanTable, span: number, begun: number[]): void {
  const endMs = table.endMs(span)
  let at = begun.length
  while (at > 0 && table.endMs(begun[at - 1] ?? 0) > endMs) at--
  if (at === begun.length) begun.push(span)
  else begun.splice(at, 0, span)
}
