import { PerformanceObserver, constants } from 'node:perf_hooks'
import type { PerformanceEntry } from 'node:perf_hooks'
import type { GarbageCollections } from '../../core/memory/memory-use.ts'
import { eventLoopTurn, realTime } from '../real-time.ts'

/** The kinds that collect; others are steps on the way to one. */
const COLLECTIONS: ReadonlySet<unknown> = new Set([
  constants.NODE_PERFORMANCE_GC_MINOR,
  constants.NODE_PERFORMANCE_GC_MAJOR,
  // Of the young objects, by marking: Node has no name for it.
  2,
])

/** What Node says about a collection, beyond its types. */
interface GcEntry extends PerformanceEntry {
  readonly detail?: { readonly kind?: unknown }
}

/** A pause, in ms of the real clock. */
interface Pause {
  readonly startMs: number
  readonly ms: number
  readonly collects: boolean
}

/**
 * Counts collections of garbage, and how long they have stopped this thread.
 * It costs a few microseconds for each, and nothing without one.
 */
export class GcWatch {
  readonly #pauses: Pause[] = []
  readonly #observer = new PerformanceObserver((list) => this.#take(list.getEntries()))
  #startMs = 0
  #endMs = 0

  start(): void {
    this.#observer.observe({ entryTypes: ['gc'] })
    this.#startMs = realTime.now()
  }

  /** What comes later does not count. */
  stop(): void {
    this.#endMs = realTime.now()
  }

  /** @returns what lay between {@link start} and {@link stop} */
  async result(): Promise<GarbageCollections> {
    // Node hands over the last ones with the next turn.
    await eventLoopTurn()
    this.#take(this.#observer.takeRecords())
    this.end()
    const [fromMs, toMs] = [this.#startMs, this.#endMs]
    const within = this.#pauses.filter(({ startMs }) => startMs >= fromMs && startMs <= toMs)
    const pauseMs = within.reduce((sum, { ms }) => sum + ms, 0)
    return {
      collections: within.filter(({ collects }) => collects).length,
      pauseMs,
      share: toMs > fromMs ? Math.min(1, pauseMs / (toMs - fromMs)) : 0,
    }
  }

  /** Watches no longer. */
  end(): void {
    this.#observer.disconnect()
  }

  #take(entries: readonly PerformanceEntry[]): void {
    for (const { startTime, duration, detail } of entries as readonly GcEntry[]) {
      this.#pauses.push({ startMs: startTime, ms: duration, collects: COLLECTIONS.has(detail?.kind) })
    }
  }
}
