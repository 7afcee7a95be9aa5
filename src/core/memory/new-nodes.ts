import type { HeapGraph } from './heap-graph.ts'
import { isEngines } from './heap-names.ts'
import type { RetainingTree } from './retaining-tree.ts'
import type { Variables } from './variables.ts'

/** Objects that are new, and can be reached by the same variable. */
export interface NewNodes {
  /** The edge of the variable; −1 where none leads there. */
  readonly variable: number
  /** Those nearer to the root first. */
  readonly nodes: readonly number[]
  readonly bytes: number
}

/** The new objects of a heap by the variable that leads to the last old one on their way; the most bytes first. */
export function newNodesByVariable(
  graph: HeapGraph,
  { order, edgeTo, parent }: RetainingTree,
  variables: Variables,
  isNew: (node: number) => boolean,
): readonly NewNodes[] {
  const variableOf = new Int32Array(graph.nodeCount).fill(-1)
  const fresh = new Uint8Array(graph.nodeCount)
  const groups = new Map<number, { variable: number; nodes: number[]; bytes: number }>()
  for (const node of order) {
    const source = parent[node] ?? -1
    // Memory beside the heap has ids of its own: it is as new as what it belongs to.
    fresh[node] = graph.type(node) === 'native' ? (fresh[source] ?? 0) : Number(isNew(node))
    if (fresh[node] === 0 || edgeTo[node] === -1) continue
    // A variable may have got a new value, and then leads to it itself.
    const isFirst = fresh[source] !== 1
    const variable = isFirst ? variables.leadingTo(node) : (variableOf[source] ?? -1)
    variableOf[node] = variable
    if (isEngines(graph, node)) continue
    const group = groups.get(variable) ?? { variable, nodes: [], bytes: 0 }
    group.nodes.push(node)
    group.bytes += graph.size(node)
    groups.set(variable, group)
  }
  return [...groups.values()].toSorted((a, b) => b.bytes - a.bytes)
}
