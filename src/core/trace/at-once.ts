import type { Trace } from './span-table.ts'

const SKIPPED = -1

/**
 * Counts how many spans of one name run at once, at most. Those that lie in each
 * other count, too; those of no length do not overlap with any. It can count
 * the next trace without new memory.
 */
export class AtOnce {
  /** By name. */
  #counts = new Int32Array(0)
  #places = new Int32Array(0)
  /** Of the spans of each name, side by side. */
  #startsMs = new Float64Array(0)
  #endsMs = new Float64Array(0)

  /**
   * @param most of each name what is known so far
   * @param tell hears of each name of which there are more
   */
  count(trace: Trace, most: (nameId: number) => number, tell: (nameId: number, most: number) => void): void {
    this.#reserve(trace)
    const names = this.#namesOf(trace)
    let used = 0
    for (const name of names) {
      const count = this.#counts[name] ?? 0
      this.#counts[name] = 0
      // There cannot be more at once than there are.
      this.#places[name] = count <= most(name) || count === 1 ? SKIPPED : used
      if (this.#places[name] !== SKIPPED) used += count
      else if (count > most(name)) tell(name, count)
    }
    if (used === 0) return
    this.#placeSpans(trace)
    for (const name of names) {
      const place = this.#places[name] ?? SKIPPED
      if (place === SKIPPED) continue
      const end = place + (this.#counts[name] ?? 0)
      this.#counts[name] = 0
      const atOnce = mostOpen(this.#startsMs.subarray(place, end), this.#endsMs.subarray(place, end))
      if (atOnce > most(name)) tell(name, atOnce)
    }
  }

  #namesOf(trace: Trace): number[] {
    const names: number[] = []
    for (let span = 0; span < trace.length; span++) {
      const name = trace.nameId(span)
      const count = (this.#counts[name] ?? 0) + 1
      this.#counts[name] = count
      if (count === 1) names.push(name)
    }
    return names
  }

  #placeSpans(trace: Trace): void {
    for (let span = 0; span < trace.length; span++) {
      const name = trace.nameId(span)
      const first = this.#places[name] ?? SKIPPED
      const startMs = trace.startMs(span)
      const endMs = trace.endMs(span)
      if (first === SKIPPED || endMs <= startMs) continue
      const count = this.#counts[name] ?? 0
      this.#startsMs[first + count] = startMs
      this.#endsMs[first + count] = endMs
      this.#counts[name] = count + 1
    }
  }

  #reserve(trace: Trace): void {
    if (this.#counts.length < trace.names.size) {
      const capacity = trace.names.size * 2
      this.#counts = new Int32Array(capacity)
      this.#places = new Int32Array(capacity)
    }
    if (this.#startsMs.length < trace.length) {
      const capacity = trace.length * 2
      this.#startsMs = new Float64Array(capacity)
      this.#endsMs = new Float64Array(capacity)
    }
  }
}

/** At least 1, even where all have no length. */
function mostOpen(startsMs: Float64Array, endsMs: Float64Array): number {
  sortIfNeeded(startsMs)
  sortIfNeeded(endsMs)
  let most = 1
  let ended = 0
  for (let begun = 0; begun < startsMs.length; begun++) {
    const nowMs = startsMs[begun] ?? 0
    while ((endsMs[ended] ?? Infinity) <= nowMs) ended++
    most = Math.max(most, begun + 1 - ended)
  }
  return most
}

function sortIfNeeded(timesMs: Float64Array): void {
  for (let i = 1; i < timesMs.length; i++) {
    if ((timesMs[i] ?? 0) < (timesMs[i - 1] ?? 0)) {
      timesMs.sort()
      return
    }
  }
}
