import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8'
import type { HeapLevel } from '../../core/memory/heap-level.ts'
import { holdsObjects } from '../../core/memory/heap-statistics.ts'

/** What the objects of this thread take. Collect garbage before: of code that is warm it then hardly moves. */
export function heapLevel(): HeapLevel {
  let heapBytes = 0
  for (const space of getHeapSpaceStatistics()) {
    if (holdsObjects(space.space_name)) heapBytes += space.space_used_size
  }
  return { heapBytes, offHeapBytes: getHeapStatistics().external_memory }
}
