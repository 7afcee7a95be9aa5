import { GCProfiler } from 'node:v8'
import type { HeapRun } from '../../core/memory/heap-run.ts'
import { readCollection } from '../../core/memory/heap-statistics.ts'
import { heapLevel } from './heap-level.ts'

/**
 * Records what is in use before and after a run, and around each collection of
 * garbage in this thread meanwhile. It takes some memory itself: each time the same.
 *
 * @throws what the run throws
 */
export async function recordHeap(run: () => Promise<void>): Promise<HeapRun> {
  const profiler = new GCProfiler()
  profiler.start()
  const start = heapLevel()
  try {
    await run()
  } catch (error) {
    profiler.stop()
    throw error
  }
  const end = heapLevel()
  return { start, collections: profiler.stop().statistics.map(readCollection), end }
}
