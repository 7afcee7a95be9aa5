import { resolve } from 'node:path'
import { SkillperfError } from '../../core/errors.ts'
import { AllocatorTallies } from '../../core/memory/allocator-tallies.ts'
import { memoryFigures } from '../../core/memory/memory-figures.ts'
import { MemoryProfile } from '../../core/memory/memory-profile.ts'
import type { WriteMemory } from '../../core/memory/memory-profile.ts'
import type { ReadMemory } from '../../core/options/memory-options.ts'
import { streamOf } from '../../core/stream-of.ts'
import { describeError } from '../../core/thrown.ts'
import { garbageCollector } from '../v8/garbage-collector.ts'
import { InspectorSession } from '../v8/inspector.ts'
import { claimHeapProfiler } from './claim-heap-profiler.ts'
import { countSampled } from './count-sampled.ts'
import { countTracked } from './count-tracked.ts'
import { sampleAllocations } from './sample-allocations.ts'
import { SnapshotFile } from './snapshot-file.ts'
import { findSources } from './source-frames.ts'
import { trackAllocations } from './track-allocations.ts'

/** Where a memory profile is taken: in a test, or in a program. */
export interface MemoryHarness {
  /** Of the call, for errors: `perf.memory`. */
  readonly place: string
  readonly name: string
  /** Paths are shown, and written, relative to this folder. */
  readonly root: string
  /** The file of a heap snapshot for which no path was given, relative to the root. */
  readonly snapshotPath: string
  /** Lets timers, I/O and finalizers run once. */
  readonly turn: () => Promise<void>
  /** Finds the source map of a script that names none, by its URL; JSON. */
  readonly mapBeside: (url: string) => string | undefined
  /** V8 counts calls for somebody's coverage. */
  readonly isCovered: boolean
  readonly write: WriteMemory
  /** What a reader should know of where it was taken, a sentence each. */
  readonly notes: () => readonly string[]
}

/**
 * Calls a function, sync or async, and tells who has allocated what. A returned
 * stream is read to its end. What the function returns is not kept: it is still
 * there only if somebody else holds it.
 *
 * @throws what the function throws; SkillperfError where memory cannot be profiled
 */
export async function runMemoryProfile(
  fn: () => unknown,
  { calls, warmup, method, snapshot }: ReadMemory,
  harness: MemoryHarness,
): Promise<MemoryProfile> {
  const release = claimHeapProfiler(method, harness.place)
  let session: InspectorSession | undefined
  let file: SnapshotFile | undefined
  try {
    session = openSession(harness.place)
    await callTimes(fn, warmup)
    const profiled = async (times: number, beforeEach?: () => void): Promise<void> => {
      await callTimes(fn, times, beforeEach)
      // What closes after the end, such as a socket, lets go of what it holds.
      await harness.turn()
      await harness.turn()
    }
    const tallies = new AllocatorTallies()
    const path = snapshot === true ? harness.snapshotPath : snapshot === false ? undefined : snapshot
    file =
      method === 'exact'
        ? await profileExactly(session, (beforeEach) => profiled(calls, beforeEach), tallies, harness)
        : await profileSampled(session, profiled, calls, tallies, harness)
    const notes = [...harness.notes()]
    const written =
      path === undefined ? undefined : writeTo(path, (file ??= new SnapshotFile()), harness.root, notes)
    return new MemoryProfile(
      memoryFigures(tallies, { name: harness.name, method, calls, snapshot: written, notes }),
      harness.write,
    )
  } finally {
    file?.remove()
    session?.close()
    release()
  }
}

async function profileExactly(
  session: InspectorSession,
  fn: (beforeEach: () => void) => Promise<void>,
  tallies: AllocatorTallies,
  harness: MemoryHarness,
): Promise<SnapshotFile> {
  const file = await trackAllocations(session, fn, harness.isCovered)
  countTracked(file.pieces(), findSources(session, harness.mapBeside, harness.root), tallies)
  return file
}

/** The first half of the calls tells what is still there, since V8 forgets samples of what it has collected; the second keeps them. */
async function profileSampled(
  session: InspectorSession,
  fn: (calls: number) => Promise<void>,
  calls: number,
  tallies: AllocatorTallies,
  harness: MemoryHarness,
): Promise<undefined> {
  const collect = garbageCollector(harness.place)
  const first = Math.ceil(calls / 2)
  const live = await sampleAllocations(session, () => fn(first), false, collect)
  const total = await sampleAllocations(session, () => fn(calls - first), true, collect)
  const frames = findSources(session, harness.mapBeside, harness.root)
  countSampled(live, frames, tallies, 'live', calls / first)
  countSampled(total, frames, tallies, 'total', calls / (calls - first))
  return undefined
}

async function callTimes(fn: () => unknown, times: number, beforeEach?: () => void): Promise<void> {
  for (let nth = 0; nth < times; nth++) {
    beforeEach?.()
    const result: unknown = await fn()
    const stream = typeof result === 'object' && result !== null ? streamOf(result) : undefined
    if (stream !== undefined) for await (const _ of stream);
  }
}

function openSession(place: string): InspectorSession {
  try {
    return new InspectorSession()
  } catch (error) {
    throw new SkillperfError(
      `${place}: this Node has no inspector, which memory is profiled by: ${describeError(error)}.`,
    )
  }
}

/** @returns the path, if it could be written: a profile is worth more than its file */
function writeTo(path: string, file: SnapshotFile, root: string, notes: string[]): string | undefined {
  try {
    file.copyTo(resolve(root, path))
    return path
  } catch (error) {
    notes.push(`The heap snapshot could not be written to ${path}: ${describeError(error)}.`)
    return undefined
  }
}
