import { GCProfiler, getHeapSpaceStatistics, getHeapStatistics } from 'node:v8'
import type { HeapLevel } from '../../core/memory/heap-level.ts'
import type { HeapRun } from '../../core/memory/heap-run.ts'
import { holdsObjects, readCollection } from '../../core/memory/heap-statistics.ts'

/** Records what is in use around each collection of garbage in this thread, from `start` to `stop`. */
export class HeapRecorder {
  readonly #profiler = new GCProfiler()
  #start: HeapLevel = { heapBytes: 0, offHeapBytes: 0 }

  start(): void {
    this.#profiler.start()
    this.#start = levelNow()
  }

  /** @returns what was recorded; reading it takes some memory itself, always as much */
  stop(): HeapRun {
    const end = levelNow()
    const { statistics } = this.#profiler.stop()
    return { start: this.#start, collections: statistics.map(readCollection), end }
  }
}

/** As the recorder's collections count it. */
function levelNow(): HeapLevel {
  let heapBytes = 0
  for (const space of getHeapSpaceStatistics()) {
    if (holdsObjects(space.space_name)) heapBytes += space.space_used_size
  }
  return { heapBytes, offHeapBytes: getHeapStatistics().external_memory }
}
