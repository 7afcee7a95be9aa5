import type { Random } from '../time/random.ts'
import type { SpanTable } from './span-table.ts'

/** What the traces may take up together, in spans: some 7 MB, and their attributes. */
const MOST_WEIGHT = 2 ** 18
/** What a trace takes up beside its spans, and a span's attributes beside the span and their texts. */
const TRACE_WEIGHT = 40
const ATTRIBUTES_WEIGHT = 8
/** Characters that take up as much as a span. */
const CHARS_PER_SPAN = 25
/** Traces that are drawn, each with the same chance. */
const DRAWN = 16
/** By how much the longest trace of a bucket is longer than the shortest, at first. */
const BUCKET_WIDTH = 0.01
/** With fewer, none would be near the median. */
const LEAST_BUCKETS = 8
/** Traces of no length are in a bucket, too. */
const SHORTEST_MS = 1e-6

/** The whole trace of one iteration. */
export interface KeptTrace {
  readonly iteration: number
  readonly trace: SpanTable
  readonly durationMs: number
}

/**
 * Keeps whole traces: all while they are few. Then the slowest, some that are
 * drawn, and one of about each duration, so that there is one near the median,
 * whichever that will be.
 */
export class KeptTraces {
  readonly #random: Random
  readonly #mostWeight: number
  /** Undefined when there are too many. */
  #all: KeptTrace[] | undefined = []
  readonly #drawn: KeptTrace[] = []
  #slowest: KeptTrace | undefined
  /** By the logarithm of their durations. */
  #buckets = new Map<number, KeptTrace>()
  #width = BUCKET_WIDTH
  #weight = 0
  #count = 0

  constructor(random: Random, mostWeight: number = MOST_WEIGHT) {
    this.#random = random
    this.#mostWeight = mostWeight
  }

  /** Looks at the trace of an iteration that has ended, and copies it if it is kept. */
  add(iteration: number, table: SpanTable): void {
    const durationMs = table.endMs(0) - table.startMs(0)
    const drawn = this.#count < DRAWN ? this.#count : Math.floor(this.#random() * (this.#count + 1))
    this.#count++
    const isSlowest = this.#slowest === undefined || durationMs > this.#slowest.durationMs
    const bucket = this.#bucketOf(durationMs)
    const isNew = this.#all !== undefined || !this.#buckets.has(bucket)
    if (!isNew && !isSlowest && drawn >= DRAWN) return
    const kept: KeptTrace = { iteration, trace: table.copy(), durationMs }
    if (isSlowest) this.#slowest = kept
    if (drawn < DRAWN) this.#drawn[drawn] = kept
    if (!isNew) return
    if (this.#all === undefined) this.#buckets.set(bucket, kept)
    else this.#all.push(kept)
    this.#weight += weightOf(kept)
    if (this.#weight > this.#mostWeight) this.#thin()
  }

  /** All that there were are kept. */
  get isComplete(): boolean {
    return this.#all !== undefined
  }

  get slowest(): KeptTrace | undefined {
    return this.#slowest
  }

  /** The one whose duration is nearest; of several, the first iteration. */
  nearest(durationMs: number): KeptTrace | undefined {
    const distance = (kept: KeptTrace): number => Math.abs(kept.durationMs - durationMs)
    return this.#candidates.toSorted((a, b) => distance(a) - distance(b) || a.iteration - b.iteration)[0]
  }

  /** All there are; or the slowest, those that were drawn, and the given one. In order of iterations. */
  with(other: KeptTrace | undefined): readonly KeptTrace[] {
    const extra = [this.#slowest, other].filter((kept) => kept !== undefined)
    const traces = this.#all ?? [...new Set([...this.#drawn, ...extra])]
    return traces.toSorted((a, b) => a.iteration - b.iteration)
  }

  get #candidates(): readonly KeptTrace[] {
    const slowest = this.#slowest === undefined ? [] : [this.#slowest]
    return this.#all ?? [...this.#buckets.values(), ...this.#drawn, ...slowest]
  }

  #thin(): void {
    let traces = this.#all ?? [...this.#buckets.values()]
    this.#all = undefined
    do {
      this.#buckets = new Map()
      for (const kept of traces) {
        const bucket = this.#bucketOf(kept.durationMs)
        if (!this.#buckets.has(bucket)) this.#buckets.set(bucket, kept)
      }
      traces = [...this.#buckets.values()]
      this.#weight = traces.reduce((sum, kept) => sum + weightOf(kept), 0)
      this.#width *= 2
      // Well below, so that it is not thinned for each that comes.
    } while (this.#weight > this.#mostWeight / 2 && this.#buckets.size > LEAST_BUCKETS)
    // What they were put in order by.
    this.#width /= 2
  }

  #bucketOf(durationMs: number): number {
    return Math.floor(Math.log(Math.max(SHORTEST_MS, durationMs)) / Math.log1p(this.#width))
  }
}

function weightOf({ trace }: KeptTrace): number {
  const { length, annotated, attributeChars } = trace
  return length + TRACE_WEIGHT + annotated * ATTRIBUTES_WEIGHT + Math.ceil(attributeChars / CHARS_PER_SPAN)
}
