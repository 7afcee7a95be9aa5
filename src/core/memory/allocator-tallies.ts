import type { Allocator } from './allocator.ts'
import { AllocatorTally, placeKey } from './allocator-tally.ts'
import type { AllocationFrame, AllocationNode } from './allocation-node.ts'
import type { MemoryPlace } from './culprit.ts'
import type { FrameKind } from './frame-kind.ts'

/** Which of the figures a tree of allocations is about. */
export type Counted = 'live' | 'total'

/** What is above a node. */
interface Above {
  /** Of the function that stands for what is allocated there. */
  readonly tally: AllocatorTally
  /** The user's function that is waiting for it, if any. */
  readonly user: MemoryPlace | undefined
  readonly kind: FrameKind
}

/**
 * Adds up allocations by function. What Node and V8 allocate counts for the
 * function that has called them: it is that of the user, or of a library, which
 * is nearest.
 */
export class AllocatorTallies {
  /** What only the test needs: mocks, the test runner, this package. */
  readonly tools: AllocatorTally = new AllocatorTally(undefined)
  readonly #node = new AllocatorTally(undefined)
  readonly #byPlace = new Map<string, AllocatorTally>()
  readonly #byNode = new Map<number, AllocatorTally>()

  /**
   * @param scale what each byte stands for. Default: 1
   */
  addTree(roots: readonly AllocationNode[], what: Counted, scale: number = 1): void {
    const above = { tally: this.#node, user: undefined, kind: 'engine' } as const
    for (const root of roots) this.#add(root, above, what, scale)
  }

  /** Whose an allocation is, by the node of a tree that was added; undefined for one that nobody knows. */
  tallyOf(node: number): AllocatorTally | undefined {
    return this.#byNode.get(node)
  }

  /** All but the {@link tools}, that of Node.js included where it has allocated something. */
  get all(): readonly AllocatorTally[] {
    return [...this.#byPlace.values(), this.#node]
  }

  /**
   * @param counted whether objects were counted
   * @returns what is still there first, the most of it first
   */
  results(counted: boolean): Allocator[] {
    return this.all
      .map((tally) => tally.result(counted))
      .filter(({ liveBytes, offHeapBytes, totalBytes }) => liveBytes + offHeapBytes + totalBytes > 0)
      .toSorted(
        (a, b) =>
          b.liveBytes + b.offHeapBytes - (a.liveBytes + a.offHeapBytes) || b.totalBytes - a.totalBytes,
      )
  }

  #add(node: AllocationNode, above: Above, what: Counted, scale: number): void {
    const here = this.#charged(node.frame, above)
    this.#byNode.set(node.id, here.tally)
    const bytes = node.bytes * scale
    if (what === 'total') {
      here.tally.totalBytes += bytes
      here.tally.totalObjects += node.objects
    } else {
      here.tally.liveBytes += bytes
    }
    if (here.kind === 'library' && here.user !== undefined && bytes > 0)
      here.tally.addCaller(here.user, bytes)
    for (const child of node.children) this.#add(child, here, what, scale)
  }

  #charged({ kind, place }: AllocationFrame, above: Above): Above {
    if (kind === 'engine') return above
    if (kind === 'tool') return { ...above, tally: this.tools, kind }
    if (kind === 'user') return { tally: this.#tallyAt(place), user: place, kind }
    // What a mock needs of others is the mock's. Nobody's function above: the test has called the library itself.
    if (above.kind === 'tool' && above.user !== undefined) return above
    return { tally: this.#tallyAt(place), user: above.user, kind }
  }

  #tallyAt(place: MemoryPlace): AllocatorTally {
    const key = placeKey(place)
    let tally = this.#byPlace.get(key)
    if (tally === undefined) this.#byPlace.set(key, (tally = new AllocatorTally(place)))
    return tally
  }
}
