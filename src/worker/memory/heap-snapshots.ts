import { getHeapSnapshot } from 'node:v8'
import { HeapGraph } from '../../core/memory/heap-graph.ts'
import { SnapshotReader } from '../../core/memory/snapshot-reader.ts'
import type { InspectorSession } from '../../profiler/v8/inspector.ts'

/** What the inspector holds for us, to be let go of together. */
const OBJECTS = 'skillperf'

/**
 * Gives an id to all that is on the heap: what has a larger one later is new. V8
 * forgets the ids when the session ends.
 *
 * @returns the largest id of what is old
 */
export function markHeap(session: InspectorSession): number {
  assignIds()
  // V8 tells no id but that of an object; one that is made now gets a larger one than all before.
  const { result } = session.call('Runtime.evaluate', { expression: '({})', objectGroup: OBJECTS }) as {
    readonly result: { readonly objectId?: string }
  }
  assignIds()
  const { heapSnapshotObjectId } = session.call('HeapProfiler.getHeapObjectId', {
    objectId: result.objectId,
  }) as { readonly heapSnapshotObjectId: string }
  releaseObjects(session)
  return Number(heapSnapshotObjectId)
}

/** All that is on the heap, after a collection. */
export function takeSnapshot(session: InspectorSession): HeapGraph {
  const reader = new SnapshotReader()
  session.hear<{ readonly chunk: string }>(
    'HeapProfiler.addHeapSnapshotChunk',
    ({ chunk }) => reader.push(chunk),
    () => session.call('HeapProfiler.takeHeapSnapshot', { reportProgress: false }),
  )
  return new HeapGraph(reader.end())
}

/**
 * The names of an object's own properties, in their order, small integers among them, which no snapshot
 * has. No getter runs for it.
 *
 * @returns undefined for what is no object, or is gone
 */
export function propertyNames(session: InspectorSession, id: number): readonly string[] | undefined {
  try {
    const { result } = session.call('HeapProfiler.getObjectByHeapObjectId', {
      objectId: String(id),
      objectGroup: OBJECTS,
    }) as { readonly result: { readonly objectId?: string; readonly subtype?: string } }
    if (result.subtype === 'proxy') return undefined
    const properties = session.call('Runtime.getProperties', {
      objectId: result.objectId,
      ownProperties: true,
    }) as { readonly result: readonly { readonly name: string; readonly isOwn?: boolean }[] }
    return properties.result
      .filter(({ isOwn, name }) => isOwn && name !== '__proto__')
      .map(({ name }) => name)
  } catch {
    return undefined
  } finally {
    releaseObjects(session)
  }
}

function releaseObjects(session: InspectorSession): void {
  session.call('Runtime.releaseObjectGroup', { objectGroup: OBJECTS })
}

/** By a snapshot that nobody reads. */
function assignIds(): void {
  getHeapSnapshot().destroy()
}
