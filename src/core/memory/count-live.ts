import type { AllocatorTally } from './allocator-tally.ts'
import type { HeapGraph } from './heap-graph.ts'

/** Nodes that V8 makes for itself. */
const ENGINE_TYPES = new Set(['code', 'object shape', 'hidden', 'native', 'synthetic'])

const STRING_TYPES = new Set(['string', 'concatenated string', 'sliced string'])

const OFF_HEAP_NAME = 'system / JSArrayBufferData'

/**
 * Adds what a heap has of what was allocated while allocations were tracked: all
 * of it is still held by something.
 *
 * @param tallyOf whose a call of the trace is
 */
export function countLive(heap: HeapGraph, tallyOf: (trace: number) => AllocatorTally | undefined): void {
  /** Several ArrayBuffers may share their content. */
  const seen = new Set<number>()
  const patterns = literalPatterns(heap)
  for (let node = 0; node < heap.nodeCount; node++) {
    const trace = heap.trace(node)
    const tally = trace === 0 ? undefined : tallyOf(trace)
    if (tally === undefined) continue
    const type = heap.type(node)
    if (ENGINE_TYPES.has(type) || patterns.has(node)) {
      tally.engineBytes += heap.size(node)
      continue
    }
    const name = heap.name(node)
    const offHeapBytes = name.endsWith('ArrayBuffer') ? contentOf(heap, node, seen) : 0
    tally.addLive(kindOf(type, name), heap.size(node), offHeapBytes)
  }
}

/** The first object of each literal: V8 keeps it, and copies it for the others. */
function literalPatterns(heap: HeapGraph): ReadonlySet<number> {
  const patterns = new Set<number>()
  for (let node = 0; node < heap.nodeCount; node++) {
    if (heap.name(node) !== 'system / AllocationSite') continue
    for (const pattern of targetsOf(heap, node, 'object')) {
      patterns.add(pattern)
      for (const part of targetsOf(heap, pattern, 'array')) patterns.add(part)
    }
  }
  return patterns
}

function* targetsOf(heap: HeapGraph, node: number, type: string): Generator<number> {
  for (let edge = heap.firstEdge(node); edge < heap.firstEdge(node + 1); edge++) {
    const target = heap.target(edge)
    if (heap.edgeType(edge) === 'internal' && heap.type(target) === type) yield target
  }
}

/** Bytes of an ArrayBuffer's content, which V8 has beside the heap. */
function contentOf(heap: HeapGraph, node: number, seen: Set<number>): number {
  for (let edge = heap.firstEdge(node); edge < heap.firstEdge(node + 1); edge++) {
    const content = heap.target(edge)
    if (heap.name(content) !== OFF_HEAP_NAME) continue
    if (seen.has(content)) return 0
    seen.add(content)
    return heap.size(content)
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
