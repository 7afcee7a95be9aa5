import type { KeptKind } from './culprit.ts'
import type { HeapGraph } from './heap-graph.ts'
import { isScope, isStore, kindLabel } from './heap-names.ts'
import type { RetainingTree } from './retaining-tree.ts'

/** More names say no more about what something is. */
const MOST_PROPERTIES = 5

/** One of a kind, for those who want to ask V8 about it. */
export interface FoundKind extends KeptKind {
  /** The node nearest to the root. */
  readonly example: number
}

/**
 * Which kinds of objects there are among some; the most bytes first, and stores
 * last. The stores of an object count as part of it, and so does what it has
 * beside the heap.
 *
 * @param nodes those nearer to the root first
 */
export function keptKinds(graph: HeapGraph, tree: RetainingTree, nodes: readonly number[]): FoundKind[] {
  const kinds = new Map<string, { name: string; example: number; count: number; bytes: number }>()
  const kindOf = new Map<number, { bytes: number }>()
  for (const node of nodes) {
    const owner = isStore(graph, node) ? kindOf.get(tree.parent[node] ?? -1) : undefined
    const bytes = graph.size(node)
    if (owner !== undefined) {
      owner.bytes += bytes
      kindOf.set(node, owner)
      continue
    }
    const name = kindLabel(graph, node)
    const key = name === 'Object' ? `${name} ${shapeOf(graph, node)}` : name
    const kind = kinds.get(key) ?? { name, example: node, count: 0, bytes: 0 }
    kind.count++
    kind.bytes += bytes
    kinds.set(key, kind)
    kindOf.set(node, kind)
  }
  return [...kinds.values()]
    .toSorted((a, b) => storeLast(graph, a, b) || b.bytes - a.bytes)
    .map(({ name, example, count, bytes }) => ({
      name,
      example,
      count,
      bytes,
      properties: propertiesOf(graph, example),
    }))
}

/** The stores of what holds it all grow with it, and say less than what is in them. */
function storeLast(
  graph: HeapGraph,
  a: { readonly example: number },
  b: { readonly example: number },
): number {
  return Number(isStore(graph, a.example)) - Number(isStore(graph, b.example))
}

/** V8's record of which properties it has, which all of the same shape share. */
function shapeOf(graph: HeapGraph, node: number): number {
  for (let edge = graph.firstEdge(node); edge < graph.firstEdge(node + 1); edge++) {
    if (graph.edgeType(edge) === 'internal' && graph.edgeName(edge) === 'map') return graph.target(edge)
  }
  return -1
}

/** Small integers are in no node of their own, so that these may not be all. */
function propertiesOf(graph: HeapGraph, node: number): readonly string[] {
  const type = isScope(graph, node) ? 'context' : 'property'
  if (graph.type(node) !== 'object') return []
  const names: string[] = []
  for (let edge = graph.firstEdge(node); edge < graph.firstEdge(node + 1); edge++) {
    if (graph.edgeType(edge) !== type || names.length === MOST_PROPERTIES) continue
    const name = graph.edgeName(edge)
    if (!/^(?:__proto__$|<|this$|scope_info$|previous$)/.test(name)) names.push(name)
  }
  return names
}
