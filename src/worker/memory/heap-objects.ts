import type { InspectorSession } from '../../profiler/v8/inspector.ts'

/** What the inspector holds for us, to be let go of together. */
export const OBJECTS = 'skillperf'

/** Something on the heap as the inspector tells of it. */
export interface RemoteObject {
  readonly type?: string
  readonly subtype?: string
  readonly objectId?: string
  readonly description?: string
  readonly value?: unknown
}

/** A property, a variable of a scope, or something of V8's own. */
export interface RemoteProperty {
  readonly name: string
  readonly isOwn?: boolean
  readonly value?: RemoteObject
}

/**
 * Asks the inspector about an object.
 *
 * @param id in a snapshot
 * @returns undefined for what is no object, or is gone
 */
export function askAbout<T>(
  session: InspectorSession,
  id: number,
  question: (object: RemoteObject) => T,
): T | undefined {
  try {
    const { result } = session.call('HeapProfiler.getObjectByHeapObjectId', {
      objectId: String(id),
      objectGroup: OBJECTS,
    }) as { readonly result: RemoteObject }
    return question(result)
  } catch {
    return undefined
  } finally {
    releaseObjects(session)
  }
}

/** Own properties, and what V8 has beside them; no getter runs for it. */
export function propertiesOf(
  session: InspectorSession,
  { objectId }: RemoteObject,
): { readonly own: readonly RemoteProperty[]; readonly internal: readonly RemoteProperty[] } {
  const { result, internalProperties = [] } = session.call('Runtime.getProperties', {
    objectId,
    ownProperties: true,
  }) as {
    readonly result: readonly RemoteProperty[]
    readonly internalProperties?: readonly RemoteProperty[]
  }
  return { own: result, internal: internalProperties }
}

/** The id of an object in snapshots; NaN where it has none. */
export function heapId(session: InspectorSession, { objectId }: RemoteObject): number {
  if (objectId === undefined) return Number.NaN
  const { heapSnapshotObjectId } = session.call('HeapProfiler.getHeapObjectId', { objectId }) as {
    readonly heapSnapshotObjectId: string
  }
  return Number(heapSnapshotObjectId)
}

export function releaseObjects(session: InspectorSession): void {
  session.call('Runtime.releaseObjectGroup', { objectGroup: OBJECTS })
}

/**
 * The names of an object's own properties, in their order, small integers among them, which no snapshot
 * has.
 *
 * @param id in a snapshot
 * @returns undefined for what is no object, or is gone
 */
export function propertyNames(session: InspectorSession, id: number): readonly string[] | undefined {
  return askAbout(session, id, (object) =>
    object.subtype === 'proxy'
      ? undefined
      : propertiesOf(session, object)
          .own.filter(({ isOwn, name }) => isOwn === true && name !== '__proto__')
          .map(({ name }) => name),
  )
}

/** The source of a function, as V8 runs it; undefined for what is none, or is gone. */
export function functionSource(session: InspectorSession, id: number): string | undefined {
  return askAbout(session, id, ({ objectId }) => {
    const { result } = session.call('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration: 'function () { return Function.prototype.toString.call(this) }',
      returnByValue: true,
    }) as { readonly result: RemoteObject }
    return typeof result.value === 'string' ? result.value : undefined
  })
}
