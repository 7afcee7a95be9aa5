import type { HeapLevel } from './heap-level.ts'
import type { Collection } from './heap-run.ts'

/** Code comes and goes as the engine likes, and what is read-only does not change. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'code_space',
  'code_large_object_space',
  'trusted_space',
  'trusted_large_object_space',
  'read_only_space',
])

/** Of the heap at one moment, as `v8.GCProfiler` tells it. */
export interface HeapStatistics {
  readonly heapStatistics: { readonly externalMemory: number }
  readonly heapSpaceStatistics: readonly { readonly spaceName: string; readonly spaceUsedSize: number }[]
}

/** A collection, as `v8.GCProfiler` tells it. */
export interface CollectionStatistics {
  readonly gcType: string
  readonly beforeGC: HeapStatistics
  readonly afterGC: HeapStatistics
}

/** Whether what V8 keeps in this space belongs to the objects of the program. */
export function holdsObjects(space: string): boolean {
  return !LEFT_OUT.has(space)
}

export function readCollection({ gcType, beforeGC, afterGC }: CollectionStatistics): Collection {
  return { full: gcType === 'MarkSweepCompact', before: levelOf(beforeGC), after: levelOf(afterGC) }
}

function levelOf({ heapStatistics, heapSpaceStatistics }: HeapStatistics): HeapLevel {
  let heapBytes = 0
  for (const { spaceName, spaceUsedSize } of heapSpaceStatistics) {
    if (holdsObjects(spaceName)) heapBytes += spaceUsedSize
  }
  return { heapBytes, offHeapBytes: heapStatistics.externalMemory }
}
