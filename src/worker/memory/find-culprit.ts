import { getHeapStatistics } from 'node:v8'
import { formatBytes } from '../../core/byte-size.ts'
import { formatNumber } from '../../core/format.ts'
import type { Culprit } from '../../core/memory/culprit.ts'
import { findHolder } from '../../core/memory/find-holder.ts'
import type { HeapGraph } from '../../core/memory/heap-graph.ts'
import { typeLabel } from '../../core/memory/heap-names.ts'
import { describeError } from '../../core/thrown.ts'
import { InspectorSession } from '../../profiler/v8/inspector.ts'
import { realTime } from '../real-time.ts'
import { sampleAllocations } from './allocation-sampler.ts'
import type { AllocationSite } from './allocation-sites.ts'
import { allocationSites } from './allocation-sites.ts'
import { functionPlace } from './function-place.ts'
import { garbageCollector } from '../../profiler/v8/garbage-collector.ts'
import { growHeap } from './grow-heap.ts'
import { markHeap, takeSnapshot } from './heap-snapshots.ts'
import { nameHolder, nameKinds, siteThatPuts } from './name-holder.ts'
import { UserCode } from './user-code.ts'
import type { HeldValue } from './variable-name.ts'
import { variableName } from './variable-name.ts'
import { stopInlining } from './without-inlining.ts'

/** Of a larger heap no snapshot is taken: it needs several times the memory, and seconds. */
const LARGEST_HEAP_BYTES = 150_000_000
/** A snapshot that is read takes about so many times as long as giving ids. */
const READING_FACTOR = 5
/** Of the time, for calls. */
const CALLS_SHARE = 0.5
const MOST_SITES = 3
/** Functions that have allocated less of it are not to blame. */
const LEAST_SHARE = 0.02
/** With so much of it, the function that puts it where it is held comes before those that allocate more. */
const NOTABLE_SHARE = 0.1

/** How to look for who leaks. */
export interface CulpritSearch {
  /** To begin with; more where these do not keep enough to be seen. */
  readonly calls: number
  /** The function that leaks. */
  readonly fn: (...args: never[]) => unknown
  /** What would take longer is not begun. */
  readonly budgetMs: number
  /** Files are shown relative to it. */
  readonly root: string
}

/**
 * Runs a function that leaks once more, and looks at who allocates what stays,
 * and who holds it. Never throws: what cannot be found out is a note.
 *
 * @param run calls the function so many times, one call after another
 */
export async function findCulprit(
  run: (calls: number) => Promise<void>,
  search: CulpritSearch,
): Promise<Culprit> {
  try {
    const session = new InspectorSession()
    try {
      return await searchIn(session, run, search)
    } finally {
      session.close()
    }
  } catch (error) {
    const notes = [`Who leaks could not be found out: ${describeError(error)}.`]
    return { kept: [], heldBy: undefined, allocatedIn: [], notes }
  }
}

async function searchIn(
  session: InspectorSession,
  run: (calls: number) => Promise<void>,
  search: CulpritSearch,
): Promise<Culprit> {
  const endMs = realTime.now() + search.budgetMs
  const notes: string[] = []
  const collect = garbageCollector('findCulprit')
  const inlineAgain = stopInlining(session)
  const mark = tryMark(session, notes)
  const endSampling = sampleAllocations(session)
  try {
    const callsEndMs = realTime.now() + CALLS_SHARE * (endMs - realTime.now())
    const note = await growHeap(run, { calls: search.calls, collect, endMs: callsEndMs })
    if (note !== undefined) notes.push(note)
  } catch (error) {
    notes.push(`While it was looked for who leaks, the function threw ${describeError(error)}.`)
  } finally {
    inlineAgain()
  }
  const { head, note } = endSampling()
  if (note !== undefined) notes.push(note)
  const graph = mark && trySnapshot(session, mark, endMs, notes)
  // Last of all, since it makes V8 forget what it has compiled.
  const code = UserCode.of(session, search.root)
  const sites = head === undefined ? [] : allocationSites(head, (place, name) => code.placeOf(place, name))
  if (head !== undefined && sites.length === 0) notes.push(nobodyAllocates(session, code, search.fn))
  const found =
    graph &&
    mark &&
    findHolder(graph, {
      lastOldId: mark.lastOldId,
      isUsers: (place) => code.isUsers(place),
      askName: (fn, value) => variableName(session, fn, heldValue(graph, value)),
    })
  const allocatedIn = sharesOf(sites)
  if (graph === undefined || found === undefined) return { kept: [], heldBy: undefined, allocatedIn, notes }
  const putting = siteThatPuts(graph, found, sites, session)
  return {
    kept: nameKinds(graph, found.kinds, session),
    heldBy: nameHolder(graph, found, putting, code),
    allocatedIn: withFirst(allocatedIn, putting),
    notes,
  }
}

/** Of a string in parts, a snapshot has no text. */
function heldValue(graph: HeapGraph, node: number): HeldValue {
  const isString = typeLabel(graph, node) === 'string'
  const text = graph.type(node) === 'string' ? graph.name(node) : ''
  return { id: graph.id(node), text: isString ? text : undefined }
}

/** What is on the heap before the function runs. */
interface Mark {
  readonly lastOldId: number
  readonly tookMs: number
}

function tryMark(session: InspectorSession, notes: string[]): Mark | undefined {
  const heapBytes = getHeapStatistics().used_heap_size
  if (heapBytes > LARGEST_HEAP_BYTES) {
    notes.push(
      `Who holds it was not looked for: the heap has ${formatBytes(heapBytes)}, and a snapshot is taken of up to ${formatBytes(LARGEST_HEAP_BYTES)}.`,
    )
    return undefined
  }
  const startMs = realTime.now()
  try {
    return { lastOldId: markHeap(session), tookMs: realTime.now() - startMs }
  } catch (error) {
    notes.push(`Who holds it could not be looked for: ${describeError(error)}.`)
    return undefined
  }
}

function trySnapshot(
  session: InspectorSession,
  { tookMs }: Mark,
  endMs: number,
  notes: string[],
): HeapGraph | undefined {
  const [needMs, leftMs] = [READING_FACTOR * tookMs, endMs - realTime.now()]
  if (needMs > leftMs) {
    notes.push(
      `Who holds it was not looked for: a snapshot of the heap takes about ${formatNumber(needMs)} ms, and ${formatNumber(Math.max(0, leftMs))} ms were left.`,
    )
    return undefined
  }
  try {
    return takeSnapshot(session)
  } catch (error) {
    notes.push(`Who holds it could not be found out: ${describeError(error)}.`)
    return undefined
  }
}

/** Callbacks of a library may allocate without anything of the user's on the stack. */
function nobodyAllocates(session: InspectorSession, code: UserCode, fn: CulpritSearch['fn']): string {
  const start = functionPlace(session, fn)
  const place = start && code.placeOf(start, fn.name)
  const under = place === undefined ? '' : `: start at ${place.function} (${place.file}:${place.line})`
  return `What is kept was allocated by libraries, or by Node, with no function of yours on the stack${under}.`
}

function sharesOf(sites: readonly AllocationSite[]): Culprit['allocatedIn'] {
  const all = sites.reduce((sum, { bytes }) => sum + bytes, 0)
  return sites
    .map(({ place, bytes }) => ({ place, share: bytes / all }))
    .filter(({ share }) => share >= LEAST_SHARE)
    .slice(0, MOST_SITES)
}

/** A generator or an async function allocates itself: who calls it and keeps it is to blame. */
function withFirst(
  allocatedIn: Culprit['allocatedIn'],
  putting: AllocationSite | undefined,
): Culprit['allocatedIn'] {
  const first = allocatedIn.filter(({ place, share }) => place === putting?.place && share >= NOTABLE_SHARE)
  return [...first, ...allocatedIn.filter((each) => !first.includes(each))]
}
