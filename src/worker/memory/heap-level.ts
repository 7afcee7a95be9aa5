import { memoryUsage } from 'node:process'
import { getHeapSpaceStatistics } from 'node:v8'
import type { HeapLevel } from '../../core/memory/heap-level.ts'

/** Code comes and goes as the engine likes, and what is read-only does not change. */
const LEFT_OUT = new Set([
  'code_space',
  'code_large_object_space',
  'trusted_space',
  'trusted_large_object_space',
  'read_only_space',
])

/** What the objects of this thread take. Collect garbage before: of code that is warm it then hardly moves. */
export function heapLevel(): HeapLevel {
  let heapBytes = 0
  for (const space of getHeapSpaceStatistics()) {
    if (!LEFT_OUT.has(space.space_name)) heapBytes += space.space_used_size
  }
  return { heapBytes, offHeapBytes: memoryUsage().external }
}
