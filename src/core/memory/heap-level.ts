/** Memory in use at one moment, in bytes. */
export interface HeapLevel {
  /** On the heap of this thread, without code. */
  readonly heapBytes: number
  /** Outside of it, held by objects on it: buffers, array buffers. */
  readonly offHeapBytes: number
}
