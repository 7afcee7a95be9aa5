import type { CallCount } from '../core/measurement.ts'

interface Seen {
  calls: number
  ms: number
}

/** Calls to mocked tools within one iteration, by the tool's name. */
export type IterationCalls = Map<string, Seen>

/** Notes one more call; says which call of this name in the iteration it is, from 0. */
export function startCall(calls: IterationCalls, name: string): number {
  const seen = calls.get(name)
  if (seen === undefined) calls.set(name, { calls: 1, ms: 0 })
  else seen.calls++
  return seen === undefined ? 0 : seen.calls - 1
}

export function endCall(calls: IterationCalls, name: string, ms: number): void {
  const seen = calls.get(name)
  if (seen !== undefined) seen.ms += ms
}

/** Adds the calls of many iterations up. */
export class CallCounter {
  readonly #totals = new Map<
    string,
    { total: number; ms: number; min: number; max: number; iterations: number }
  >()
  #iterations = 0

  add(calls: IterationCalls): void {
    this.#iterations++
    for (const [name, seen] of calls) {
      const total = this.#totals.get(name) ?? { total: 0, ms: 0, min: Infinity, max: 0, iterations: 0 }
      total.total += seen.calls
      total.ms += seen.ms
      total.min = Math.min(total.min, seen.calls)
      total.max = Math.max(total.max, seen.calls)
      total.iterations++
      this.#totals.set(name, total)
    }
  }

  /** @param known names that are listed even when nobody called them */
  counts(known: Iterable<string> = []): Record<string, CallCount> {
    const names = new Set([...known, ...this.#totals.keys()])
    return Object.fromEntries([...names].map((name) => [name, this.#count(name)]))
  }

  #count(name: string): CallCount {
    const { total = 0, ms = 0, min = 0, max = 0, iterations = 0 } = this.#totals.get(name) ?? {}
    return {
      total,
      perIteration: {
        // An iteration without a call of this name did not reach the totals.
        min: iterations < this.#iterations ? 0 : min,
        mean: this.#iterations === 0 ? 0 : total / this.#iterations,
        max,
      },
      meanMs: total === 0 ? 0 : ms / total,
    }
  }
}
