/**
 * V8 has one heap profiler in a thread, and whoever stops it stops it for all.
 * There is one state for all copies of this package.
 */
interface HeapProfilers {
  /** Allocations are being drawn. */
  sampling: boolean
  /** Each allocation is being noted. */
  tracking: boolean
}

const registry = globalThis as unknown as Record<symbol, HeapProfilers | undefined>

export const heapProfilers: HeapProfilers = (registry[Symbol.for('skillperf.heap-profilers')] ??= {
  sampling: false,
  tracking: false,
})
