import type { AllocatorTally } from './allocator-tally.ts'
import type { HeapSnapshot } from './heap-snapshot.ts'

/** Nodes that V8 makes for itself. */
const ENGINE_TYPES = new Set(['code', 'object shape', 'hidden', 'native', 'synthetic'])

const STRING_TYPES = new Set(['string', 'concatenated string', 'sliced string'])

const OFF_HEAP_NAME = 'system / JSArrayBufferData'

/**
 * Adds what a snapshot has of what was allocated while allocations were
 * tracked: all of it is still held by something.
 *
 * @param tallyOf whose a node of the trace is
 */
export function countLive(
  snapshot: HeapSnapshot,
  tallyOf: (trace: number) => AllocatorTally | undefined,
): void {
  /** Several ArrayBuffers may share their content. */
  const seen = new Set<number>()
  let edge = 0
  for (let node = 0; node < snapshot.nodeCount; node++) {
    const firstEdge = edge
    edge += snapshot.edgeCountOf(node)
    const trace = snapshot.traceOf(node)
    const tally = trace === 0 ? undefined : tallyOf(trace)
    if (tally === undefined) continue
    const type = snapshot.typeOf(node)
    const bytes = snapshot.sizeOf(node)
    if (ENGINE_TYPES.has(type)) {
      tally.engineBytes += bytes
      continue
    }
    const name = snapshot.nameOf(node)
    const offHeapBytes = name.endsWith('ArrayBuffer') ? contentOf(snapshot, firstEdge, edge, seen) : 0
    tally.addLive(kindOf(type, name), bytes, offHeapBytes)
  }
}

/** Bytes of an ArrayBuffer's content, which V8 has beside the heap. */
function contentOf(snapshot: HeapSnapshot, first: number, end: number, seen: Set<number>): number {
  for (let edge = first; edge < end; edge++) {
    const content = snapshot.internalTarget(edge, 'backing_store')
    if (content === undefined || snapshot.nameOf(content) !== OFF_HEAP_NAME) continue
    if (seen.has(content)) return 0
    seen.add(content)
    return snapshot.sizeOf(content)
  }
  return 0
}

function kindOf(type: string, name: string): string {
  if (STRING_TYPES.has(type)) return '(string)'
  switch (type) {
    case 'closure': {
      return 'function'
    }
    case 'array': {
      return name.startsWith('(object ') ? name.replace('object ', '') : '(array)'
    }
    case 'object': {
      return name === 'system / Context' ? '(scope)' : name
    }
    case 'regexp': {
      return 'RegExp'
    }
    default: {
      return `(${type})`
    }
  }
}
