import type { HeapGraph } from './heap-graph.ts'
import type { RetainingTree } from './retaining-tree.ts'

/** How many bytes of some nodes lie behind each node of the tree, its own among them. */
export function bytesBehind(
  graph: HeapGraph,
  { order, parent }: RetainingTree,
  nodes: readonly number[],
): Float64Array {
  const bytes = new Float64Array(graph.nodeCount)
  for (const node of nodes) bytes[node] = graph.size(node)
  for (const node of order.toReversed()) {
    const source = parent[node] ?? -1
    if (source !== -1) bytes[source] = (bytes[source] ?? 0) + (bytes[node] ?? 0)
  }
  return bytes
}
