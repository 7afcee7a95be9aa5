import type { ChildIndex } from './child-index.ts'
import type { Trace } from './span-table.ts'

/** What a parent does between one awaited child and the next counts as its own work only when it takes longer, in ms. */
const GAP_MS = 3
/** No such child. */
export const NONE = -1

/**
 * Tells which child a span waited for, at times that go backwards; it looks at
 * each child once. `criticalPath` says which one that is.
 */
export class AwaitedChildren {
  readonly #trace: Trace
  readonly #children: ChildIndex
  #gaveUp = false
  /** Of those that may have been waited for, by their ends, the latest first: the next one that may have ended by then. */
  #place = 0
  #end = 0
  /** From there on, the next one that has not failed. */
  #sound = 0
  /** Of those that end later, the one that began first. */
  #earliest = NONE
  /** The one that was waited for last: it begins where the span looks back from. */
  #next = NONE
  /** Of those that outlived the span, the one that began first, by name. */
  #outlived: Map<number, number> | undefined

  /** @param children those of the trace; they come out in another order */
  constructor(trace: Trace, children: ChildIndex) {
    this.#trace = trace
    this.#children = children
  }

  /** Goes on with another span, of which one stretch is looked at. */
  of(span: number, fromMs: number, untilMs: number): this {
    const trace = this.#trace
    const children = this.#children
    const first = children.first(span)
    this.#gaveUp = trace.failed(span) || trace.cut(span)
    this.#outlived = undefined
    let end = first
    let ordered = true
    let beforeMs = -Infinity
    for (let place = first; place < children.end(span); place++) {
      const child = children.at(place)
      const startMs = trace.startMs(child)
      const endMs = trace.endMs(child)
      if (endMs <= startMs || endMs <= fromMs || startMs >= untilMs) continue
      if (!this.#gaveUp && (trace.cut(child) || endMs > trace.endMs(span))) {
        this.#outlive(child)
        continue
      }
      children.put(end++, child)
      ordered &&= endMs > beforeMs
      beforeMs = endMs
    }
    // Most often one began when the one before had ended.
    if (ordered) reverse(children, first, end)
    else children.order(span, (a, b) => compareEnds(trace, a, b), end)
    this.#place = first
    this.#sound = first
    this.#end = end
    this.#earliest = NONE
    this.#next = NONE
    return this
  }

  /** The child that was waited for at a time, which must not be later than the one before; {@link NONE} for none. */
  at(ms: number): number {
    const trace = this.#trace
    for (; this.#place < this.#end; this.#place++) {
      const child = this.#children.at(this.#place)
      if (trace.endMs(child) <= ms) break
      if (this.#earliest === NONE || trace.startMs(child) < trace.startMs(this.#earliest)) {
        this.#earliest = child
      }
    }
    this.#next = this.#choose(this.#ended(), this.#running(ms), ms)
    return this.#next
  }

  #choose(ended: number, running: number, ms: number): number {
    if (ended === NONE) return running
    return running !== NONE && ms - this.#trace.endMs(ended) > GAP_MS ? running : ended
  }

  /** The last that has ended; not one that failed because another had made the race. */
  #ended(): number {
    if (this.#place === this.#end) return NONE
    const trace = this.#trace
    const last = this.#children.at(this.#place)
    if (this.#gaveUp || !trace.failed(last)) return last
    this.#sound = Math.max(this.#sound, this.#place)
    while (this.#sound < this.#end && trace.failed(this.#children.at(this.#sound))) this.#sound++
    if (this.#sound === this.#end) return last
    const sound = this.#children.at(this.#sound)
    const endMs = trace.endMs(sound)
    return endMs > trace.startMs(last) && trace.endMs(last) - endMs <= GAP_MS ? sound : last
  }

  #running(ms: number): number {
    const trace = this.#trace
    const running = this.#earliest !== NONE && trace.startMs(this.#earliest) < ms ? this.#earliest : NONE
    if (this.#outlived === undefined || this.#next === NONE) return running
    const hedged = this.#outlived.get(trace.nameId(this.#next)) ?? NONE
    if (hedged === NONE || trace.startMs(hedged) >= ms) return running
    return running === NONE || trace.startMs(hedged) < trace.startMs(running) ? hedged : running
  }

  /** They come in order of their starts. */
  #outlive(child: number): void {
    const name = this.#trace.nameId(child)
    this.#outlived ??= new Map()
    if (!this.#outlived.has(name)) this.#outlived.set(name, child)
  }
}

function reverse(children: ChildIndex, first: number, end: number): void {
  for (let low = first, high = end - 1; low < high; low++, high--) {
    const child = children.at(low)
    children.put(low, children.at(high))
    children.put(high, child)
  }
}

/** The later end first; at the same time the one that has not failed; then the longer one. */
function compareEnds(trace: Trace, a: number, b: number): number {
  return (
    trace.endMs(b) - trace.endMs(a) ||
    Number(trace.failed(a)) - Number(trace.failed(b)) ||
    trace.startMs(a) - trace.startMs(b) ||
    a - b
  )
}
