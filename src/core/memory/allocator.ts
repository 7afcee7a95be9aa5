import type { MemoryPlace } from './culprit.ts'

/** Objects of one kind that are still there. */
export interface LiveKind {
  /** Name of the constructor, or what V8 calls it: `Object`, `Map`, `(string)`. */
  readonly name: string
  readonly objects: number
  /** Of all of them together, without what they refer to. */
  readonly bytes: number
}

/** What one function has allocated. Numbers of objects are undefined where allocations were sampled. */
export interface Allocator {
  /** Undefined for Node.js itself, where nobody's function had called it. */
  readonly place: MemoryPlace | undefined
  /** For a function of a library: the function of yours that was waiting for most of what it allocated. */
  readonly calledBy: MemoryPlace | undefined
  /** What is still there: bytes on the heap. */
  readonly liveBytes: number
  readonly liveObjects: number | undefined
  /** Beside the heap: contents of the ArrayBuffers and Buffers among them. 0 where allocations were sampled. */
  readonly offHeapBytes: number
  /** All that was ever allocated, what has been collected included: bytes on the heap. */
  readonly totalBytes: number
  readonly totalObjects: number | undefined
  /** What is still there by kind, the most bytes first. Empty where allocations were sampled. */
  readonly kinds: readonly LiveKind[]
}
