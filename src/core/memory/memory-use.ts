import * as v from 'valibot'

/** What collecting garbage took of a measurement. */
export interface GarbageCollections {
  /** Collections, of the young objects or of the whole heap. */
  readonly collections: number
  /** Ms in which nothing else could run because of them. */
  readonly pauseMs: number
  /** That time as a share of the measured loop's, 0 to 1. */
  readonly share: number
}

/** Bytes that an iteration allocates, in the mean. */
export interface AllocatedBytes {
  /** In V8's heap. */
  readonly heapBytes: number
  /** Of buffers, and what else objects hold outside of it. */
  readonly offHeapBytes: number
}

export const garbageCollections: v.GenericSchema<GarbageCollections> = v.object({
  collections: v.number(),
  pauseMs: v.number(),
  share: v.number(),
})

export const allocatedBytes: v.GenericSchema<AllocatedBytes> = v.object({
  heapBytes: v.number(),
  offHeapBytes: v.number(),
})
