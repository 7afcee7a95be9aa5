import type { HeapLevel } from './heap-level.ts'

/** A collection of garbage, and what was in use around it. */
export interface Collection {
  /** Of the whole heap: what is in use after it can be reached. Others leave garbage behind. */
  readonly full: boolean
  readonly before: HeapLevel
  readonly after: HeapLevel
}

/** A stretch of time as the heap has seen it. */
export interface HeapRun {
  readonly start: HeapLevel
  /** In order. */
  readonly collections: readonly Collection[]
  readonly end: HeapLevel
}

/** How much was held at most, above the level at the start: live objects cannot be counted at every moment. */
export interface PeakBounds {
  /** The most that a full collection has left. */
  readonly atLeast: HeapLevel
  /** The most that was in use, garbage included. */
  readonly atMost: HeapLevel
}

/** Bytes that were allocated, garbage or not: what was in use grows by nothing else, and only collections take away. */
export function allocatedIn({ start, collections, end }: HeapRun): HeapLevel {
  let [heapBytes, offHeapBytes] = [0, 0]
  let last = start
  for (const { before, after } of collections) {
    heapBytes += before.heapBytes - last.heapBytes
    offHeapBytes += before.offHeapBytes - last.offHeapBytes
    last = after
  }
  return {
    heapBytes: heapBytes + end.heapBytes - last.heapBytes,
    offHeapBytes: offHeapBytes + end.offHeapBytes - last.offHeapBytes,
  }
}

/** Between which bounds the peak of what could be reached lies, heap and off-heap together. */
export function peakIn({ start, collections, end }: HeapRun): PeakBounds {
  const left = collections.filter(({ full }) => full).map(({ after }) => after)
  const used = [...collections.map(({ before }) => before), end]
  return { atLeast: highest(start, left), atMost: highest(start, used) }
}

export function totalBytes({ heapBytes, offHeapBytes }: HeapLevel): number {
  return heapBytes + offHeapBytes
}

/** The highest of these levels, above the start; the start itself where none is higher. */
function highest(start: HeapLevel, levels: readonly HeapLevel[]): HeapLevel {
  const most = levels.reduce((most, level) => (totalBytes(level) > totalBytes(most) ? level : most), start)
  return {
    heapBytes: most.heapBytes - start.heapBytes,
    offHeapBytes: most.offHeapBytes - start.offHeapBytes,
  }
}
