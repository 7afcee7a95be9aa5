import { getHeapStatistics } from 'node:v8'
import type { Culprit, Holder, KeptKind } from '../../core/memory/culprit.ts'
import type { FoundHolder, FoundKind } from '../../core/memory/find-holder.ts'
import { findHolder } from '../../core/memory/find-holder.ts'
import type { HeapGraph } from '../../core/memory/heap-graph.ts'
import { seesScope } from '../../core/memory/variables.ts'
import { formatNumber, formatShare } from '../../core/format.ts'
import { describeError } from '../../core/thrown.ts'
import { InspectorSession } from '../profile/inspector.ts'
import { realTime } from '../real-time.ts'
import type { AllocationSite } from './allocation-sites.ts'
import { allocationSites } from './allocation-sites.ts'
import { functionPlace } from './function-place.ts'
import { garbageCollector } from './garbage-collector.ts'
import { growHeap } from './grow-heap.ts'
import { markHeap, propertyNames, takeSnapshot } from './heap-snapshots.ts'
import { AllocationSampler } from './allocation-sampler.ts'
import { settleMemory } from './settle.ts'
import { UserCode } from './user-code.ts'

const MB = 1_000_000
/** Of a larger heap no snapshot is taken: it needs several times the memory, and seconds. */
const LARGEST_HEAP_BYTES = 150 * MB
/** A snapshot that is read takes about so many times as long as one that only gives ids. */
const READING_FACTOR = 3
const MOST_KINDS = 5
const MOST_SITES = 3
/** Functions with less of it are not to blame. */
const LEAST_SHARE = 0.02

/** How to look for who leaks. */
export interface CulpritOptions {
  /** To begin with; more where these do not keep enough to be seen. */
  readonly calls: number
  /** The function that leaks. */
  readonly fn: Function
  /** What must not take longer is not begun. */
  readonly budgetMs: number
  /** Files are shown relative to it. */
  readonly root: string
}

/**
 * Runs a function that leaks once more, and looks at who allocates what stays, and who holds it.
 * Never throws: what cannot be found out is a note.
 *
 * @param run calls it so many times, as it was called before
 */
export async function findCulprit(
  run: (calls: number) => Promise<void>,
  options: CulpritOptions,
): Promise<Culprit> {
  try {
    const session = new InspectorSession()
    try {
      return await new CulpritSearch(session, options).search(run)
    } finally {
      session.close()
    }
  } catch (error) {
    return unnamed(`Who leaks could not be looked for: ${describeError(error)}.`)
  }
}

function unnamed(...notes: readonly string[]): Culprit {
  return { kept: [], heldBy: undefined, allocatedIn: [], notes }
}

class CulpritSearch {
  readonly #session: InspectorSession
  readonly #options: CulpritOptions
  readonly #notes: string[] = []
  readonly #startMs = realTime.now()

  constructor(session: InspectorSession, options: CulpritOptions) {
    this.#session = session
    this.#options = options
  }

  async search(run: (calls: number) => Promise<void>): Promise<Culprit> {
    const collect = garbageCollector('toNotLeakMemory')
    const mark = this.#mark()
    const sampler = new AllocationSampler(this.#session)
    let profile
    try {
      const note = await growHeap(run, { ...this.#options, collect, endMs: this.#startMs + this.#options.budgetMs / 2 })
      if (note !== undefined) this.#notes.push(note)
      await settleMemory(collect)
    } finally {
      profile = sampler.stop()
    }
    this.#notes.push(...sampler.notes)
    const graph = mark && this.#snapshot(mark.tookMs)
    // Last: it makes V8 forget optimised code.
    const code = UserCode.of(this.#session, this.#options.root)
    const sites = profile === undefined ? [] : allocationSites(profile, (place, name) => code.placeOf(place, name))
    const found =
      graph && mark && findHolder(graph, { lastOldId: mark.lastOldId, isUsers: (place) => code.isUsers(place) })
    return {
      kept: graph && found ? this.#kept(graph, found.kinds) : [],
      heldBy: graph && found && holderOf(graph, found, sites, code),
      allocatedIn: this.#allocatedIn(sites, code),
      notes: this.#notes,
    }
  }
}
