import type { Allocator } from './allocator.ts'
import type { AllocatorTallies } from './allocator-tallies.ts'

/** How a memory profile came about: every allocation was noted, or some were drawn. */
export type MemoryMethod = 'exact' | 'sampled'

/** What a memory profile tells: plain values. Bytes are those of the heap, unless they say otherwise. */
export interface MemoryFigures {
  readonly name: string
  readonly method: MemoryMethod
  /** Of the function, the warm-up left out. */
  readonly calls: number
  /** All of them: what is still there first, the most of it first. */
  readonly allocators: readonly Allocator[]
  /** What is still there. */
  readonly liveBytes: number
  readonly liveObjects: number | undefined
  /** Contents of the ArrayBuffers and Buffers among them. */
  readonly offHeapBytes: number
  /** All that was ever allocated. */
  readonly totalBytes: number
  readonly totalObjects: number | undefined
  /** Still there beside {@link liveBytes}: compiled code, and what V8 notes about the shapes of objects. */
  readonly engineBytes: number
  /** Allocated beside {@link totalBytes}: by mocks, the test runner and skillperf. */
  readonly toolBytes: number
  /** The heap snapshot that was written, relative to the root; undefined where none was asked for. */
  readonly snapshot: string | undefined
  /** What a reader should know, a sentence each. */
  readonly notes: readonly string[]
}

/** What only the caller knows of a profile. */
export type MemoryAbout = Pick<MemoryFigures, 'name' | 'method' | 'calls' | 'snapshot' | 'notes'>

/** Sums up what functions have allocated. */
export function memoryFigures(tallies: AllocatorTallies, about: MemoryAbout): MemoryFigures {
  const counted = about.method === 'exact'
  const allocators = tallies.results(counted)
  const sum = (bytes: (allocator: Allocator) => number | undefined): number =>
    allocators.reduce((total, allocator) => total + (bytes(allocator) ?? 0), 0)
  return {
    ...about,
    allocators,
    liveBytes: sum(({ liveBytes }) => liveBytes),
    liveObjects: counted ? sum(({ liveObjects }) => liveObjects) : undefined,
    offHeapBytes: sum(({ offHeapBytes }) => offHeapBytes),
    totalBytes: sum(({ totalBytes }) => totalBytes),
    totalObjects: counted ? sum(({ totalObjects }) => totalObjects) : undefined,
    engineBytes: tallies.all.reduce((total, { engineBytes }) => total + engineBytes, 0),
    toolBytes: tallies.tools.totalBytes,
  }
}
