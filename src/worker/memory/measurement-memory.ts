import type { HeapLevel } from '../../core/memory/heap-level.ts'
import { allocatedIn } from '../../core/memory/heap-run.ts'
import type { AllocatedBytes, GarbageCollections } from '../../core/memory/memory-use.ts'
import type { ReadMeasureOptions } from '../../core/options/measure-options.ts'
import { median } from '../../core/stats/median.ts'
import { ClosedLoop } from '../load/closed-loop.ts'
import type { Work } from '../load/work.ts'
import { withExactBooks } from './collector-flags.ts'
import { GcWatch } from './gc-watch.ts'
import { recordHeap } from './record-heap.ts'

/** Iterations of nothing, which tell what measuring takes itself ... */
const EMPTY_ITERATIONS = 300
/** ... in the middle of so many rounds: a page more or less of V8's heap in one of them would be 870 B per iteration. */
const EMPTY_ROUNDS = 5
const NOTHING: HeapLevel = { heapBytes: 0, offHeapBytes: 0 }
const settled = Promise.resolve()

/** What a measurement has taken of memory. */
export interface MemoryUse {
  readonly gc?: GarbageCollections | undefined
  readonly allocated?: AllocatedBytes | undefined
}

/** Watches memory while a measured loop runs: collections on the real clock, allocated bytes where they were asked for. */
export class MeasurementMemory {
  readonly #watch: GcWatch | undefined
  readonly #counts: boolean
  #own = NOTHING
  #recorded: HeapLevel | undefined
  #gc: GarbageCollections | undefined

  constructor({ clock, memory }: Pick<ReadMeasureOptions, 'clock' | 'memory'>) {
    this.#watch = clock === 'real' ? new GcWatch() : undefined
    this.#counts = memory
  }

  /**
   * After the warm-up: learns what measuring an iteration allocates itself.
   *
   * @param waits whether iterations leave something to wait for
   */
  async prepare(work: Work, waits: boolean): Promise<void> {
    if (!this.#counts) return
    const fn = waits ? () => settled : () => undefined
    const empty = { ...work, fn, beforeEach: undefined, afterEach: undefined, spans: undefined }
    const rounds: HeapLevel[] = []
    for (let round = 0; round <= EMPTY_ROUNDS; round++) {
      const loop = new ClosedLoop(empty, { iterations: EMPTY_ITERATIONS, warmup: true }, { concurrency: 1 })
      rounds.push(perIteration(await recorded(() => loop.run()), EMPTY_ITERATIONS))
    }
    // The first time it is not compiled yet.
    this.#own = middleOf(rounds.slice(1))
  }

  /**
   * Runs the measured loop.
   *
   * @throws what the loop throws
   */
  async around(run: () => Promise<void>): Promise<void> {
    this.#watch?.start()
    try {
      if (this.#counts) this.#recorded = await recorded(run)
      else await run()
    } finally {
      this.#watch?.stop()
    }
  }

  /** Once the loop has run: waits until all that was watched has come in. */
  async settle(): Promise<void> {
    this.#gc = await this.#watch?.result()
  }

  /** @param iterations that the loop has run */
  result(iterations: number): MemoryUse {
    return { gc: this.#gc, allocated: this.#allocated(iterations) }
  }

  /** Watches no longer, however the measurement has ended. */
  end(): void {
    this.#watch?.end()
  }

  #allocated(iterations: number): AllocatedBytes | undefined {
    if (this.#recorded === undefined) return undefined
    const { heapBytes, offHeapBytes } = perIteration(this.#recorded, iterations)
    return {
      heapBytes: Math.max(0, heapBytes - this.#own.heapBytes),
      offHeapBytes: Math.max(0, offHeapBytes - this.#own.offHeapBytes),
    }
  }
}

async function recorded(run: () => Promise<void>): Promise<HeapLevel> {
  return allocatedIn(await withExactBooks('as it is', () => recordHeap(run)))
}

function middleOf(levels: readonly HeapLevel[]): HeapLevel {
  return {
    heapBytes: median(levels.map(({ heapBytes }) => heapBytes)),
    offHeapBytes: median(levels.map(({ offHeapBytes }) => offHeapBytes)),
  }
}

function perIteration({ heapBytes, offHeapBytes }: HeapLevel, iterations: number): HeapLevel {
  return { heapBytes: heapBytes / iterations, offHeapBytes: offHeapBytes / iterations }
}
