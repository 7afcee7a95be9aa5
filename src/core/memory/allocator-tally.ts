import type { Allocator } from './allocator.ts'
import type { MemoryPlace } from './culprit.ts'

interface KindTally {
  objects: number
  bytes: number
}

/** Adds up what one function has allocated. */
export class AllocatorTally {
  liveBytes = 0
  liveObjects = 0
  offHeapBytes = 0
  totalBytes = 0
  totalObjects = 0
  /** Of compiled code, and of what V8 notes about the shapes of objects. */
  engineBytes = 0
  readonly #place: MemoryPlace | undefined
  readonly #kinds = new Map<string, KindTally>()
  readonly #callers = new Map<string, { readonly place: MemoryPlace; bytes: number }>()

  /** @param place undefined for Node.js itself */
  constructor(place: MemoryPlace | undefined) {
    this.#place = place
  }

  /** Adds an object that is still there. */
  addLive(kind: string, bytes: number, offHeapBytes: number): void {
    this.liveBytes += bytes
    this.liveObjects++
    this.offHeapBytes += offHeapBytes
    const tally = this.#kinds.get(kind)
    if (tally === undefined) {
      this.#kinds.set(kind, { objects: 1, bytes })
      return
    }
    tally.objects++
    tally.bytes += bytes
  }

  /** Notes that a function of the user's was waiting for something of this size. */
  addCaller(place: MemoryPlace, bytes: number): void {
    const key = placeKey(place)
    const caller = this.#callers.get(key)
    if (caller === undefined) this.#callers.set(key, { place, bytes })
    else caller.bytes += bytes
  }

  /** @param counted whether objects were counted */
  result(counted: boolean): Allocator {
    const { liveBytes, offHeapBytes, totalBytes } = this
    const [caller] = [...this.#callers.values()].toSorted((a, b) => b.bytes - a.bytes)
    const kinds = Array.from(this.#kinds, ([name, kind]) => ({ name, ...kind }))
    return {
      place: this.#place,
      calledBy: caller?.place,
      liveBytes,
      liveObjects: counted ? this.liveObjects : undefined,
      offHeapBytes,
      totalBytes,
      totalObjects: counted ? this.totalObjects : undefined,
      kinds: kinds.toSorted((a, b) => b.bytes - a.bytes || b.objects - a.objects),
    }
  }
}

/** The same for the same function. */
export function placeKey({ function: name, file, line }: MemoryPlace): string {
  return `${file}:${line}:${name}`
}
