import type { CallCount } from '../core/iteration.ts'

interface Seen {
  calls: number
  /** Calls that have ended: the others' time is not known. */
  ended: number
  ms: number
  inFlight: number
  /** The most that were in flight at once. */
  atOnce: number
}

/** Calls to mocked tools within one iteration, by the tool's name. */
export type IterationCalls = Map<string, Seen>

/** Notes one more call; says which call of this name in the iteration it is, from 0. */
export function startCall(calls: IterationCalls, name: string): number {
  const seen = calls.get(name) ?? { calls: 0, ended: 0, ms: 0, inFlight: 0, atOnce: 0 }
  calls.set(name, seen)
  seen.inFlight++
  seen.atOnce = Math.max(seen.atOnce, seen.inFlight)
  return seen.calls++
}

export function endCall(calls: IterationCalls, name: string, ms: number): void {
  const seen = calls.get(name)
  if (seen === undefined) return
  seen.ended++
  seen.inFlight--
  seen.ms += ms
}

interface Total {
  total: number
  ended: number
  ms: number
  min: number
  max: number
  atOnce: number
  iterations: number
}

const NOTHING: Readonly<Total> = {
  total: 0,
  ended: 0,
  ms: 0,
  min: Infinity,
  max: 0,
  atOnce: 0,
  iterations: 0,
}

/** Adds the calls of many iterations up. */
export class CallCounter {
  readonly #totals = new Map<string, Total>()

  add(calls: IterationCalls): void {
    for (const [name, seen] of calls) {
      const total = this.#totals.get(name) ?? { ...NOTHING }
      total.total += seen.calls
      total.ended += seen.ended
      total.ms += seen.ms
      total.min = Math.min(total.min, seen.calls)
      total.max = Math.max(total.max, seen.calls)
      total.atOnce = Math.max(total.atOnce, seen.atOnce)
      total.iterations++
      this.#totals.set(name, total)
    }
  }

  /**
   * @param known names that are listed even when nobody called them
   * @param all iterations, those that called nothing too
   */
  counts(known: Iterable<string>, all: number): Record<string, CallCount> {
    const names = new Set([...known, ...this.#totals.keys()])
    return Object.fromEntries([...names].map((name) => [name, this.#count(name, all)]))
  }

  #count(name: string, all: number): CallCount {
    const { total, ended, ms, min, max, atOnce, iterations } = this.#totals.get(name) ?? NOTHING
    return {
      total,
      perIteration: {
        // An iteration without a call of this name did not reach the totals.
        min: iterations < all || iterations === 0 ? 0 : min,
        mean: all === 0 ? 0 : total / all,
        max,
      },
      atOnce,
      meanMs: ended === 0 ? 0 : ms / ended,
    }
  }
}
