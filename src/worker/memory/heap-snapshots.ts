import { HeapGraph } from '../../core/memory/heap-graph.ts'
import { SnapshotReader } from '../../core/memory/snapshot-reader.ts'
import type { InspectorSession } from '../../profiler/v8/inspector.ts'
import { OBJECTS, heapId, releaseObjects } from './heap-objects.ts'
import type { RemoteObject } from './heap-objects.ts'

/**
 * Gives an id to all that is on the heap: what has a larger one later is new. V8 forgets the ids when
 * the session ends. Until {@link takeSnapshot} it looks for new objects every 50 ms, as often as the event
 * loop turns; a snapshot for the ids alone would take ten times as long.
 *
 * @returns the largest id of what is old
 */
export function markHeap(session: InspectorSession): number {
  session.call('HeapProfiler.startTrackingHeapObjects')
  // V8 tells no id but that of an object; one that is made now gets a larger one than all before.
  const { result } = session.call('Runtime.evaluate', { expression: '({})', objectGroup: OBJECTS }) as {
    readonly result: RemoteObject
  }
  try {
    session.call('HeapProfiler.startTrackingHeapObjects')
    return heapId(session, result)
  } finally {
    releaseObjects(session)
  }
}

/** All that is on a heap that has been marked, after a collection. */
export function takeSnapshot(session: InspectorSession): HeapGraph {
  const reader = new SnapshotReader()
  session.hear(
    'HeapProfiler.addHeapSnapshotChunk',
    (told) => reader.push((told as { readonly chunk: string }).chunk),
    // Unlike takeHeapSnapshot, it answers at once.
    () => session.call('HeapProfiler.stopTrackingHeapObjects', { reportProgress: false }),
  )
  return new HeapGraph(reader.end())
}
