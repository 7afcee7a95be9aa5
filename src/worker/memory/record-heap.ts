import { GCProfiler, getHeapSpaceStatistics, getHeapStatistics } from 'node:v8'
import type { HeapLevel } from '../../core/memory/heap-level.ts'
import type { HeapRun } from '../../core/memory/heap-run.ts'
import { holdsObjects, readCollection } from '../../core/memory/heap-statistics.ts'

/**
 * Records what is in use before and after a run, and around each collection of
 * garbage in this thread meanwhile. It takes some memory itself: each time the same.
 *
 * @throws what the run throws
 */
export async function recordHeap(run: () => Promise<void>): Promise<HeapRun> {
  const profiler = new GCProfiler()
  profiler.start()
  const start = levelNow()
  try {
    await run()
  } catch (error) {
    profiler.stop()
    throw error
  }
  const end = levelNow()
  return { start, collections: profiler.stop().statistics.map(readCollection), end }
}

/** As the collections count it. */
function levelNow(): HeapLevel {
  let heapBytes = 0
  for (const space of getHeapSpaceStatistics()) {
    if (holdsObjects(space.space_name)) heapBytes += space.space_used_size
  }
  return { heapBytes, offHeapBytes: getHeapStatistics().external_memory }
}
