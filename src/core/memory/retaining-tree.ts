import type { HeapGraph } from './heap-graph.ts'

/** Roots that hold whatever is being worked on, and seldom the reason why something stays: they come last. */
const PASSING_ROOTS = new Set([
  '(Stack roots)',
  '(Handle scope)',
  '(Relocatable)',
  '(Debugger)',
  '(Internalized strings)',
])

/** What WeakMaps hold for a key, as V8 names the edge: it is there from the key, and from the table. */
const PAIR = / pair in WeakMap \(table @(\d+)\)$/

/** For each node a shortest way from the root. */
export interface RetainingTree {
  /** All nodes that can be reached, those nearer to the root first. */
  readonly order: Uint32Array
  /** The edge by which a node is reached; −1 for the root and for what cannot be reached. */
  readonly edgeTo: Int32Array
  /** The node that this edge leaves. */
  readonly parent: Int32Array
}

/** Breadth first, by the edges that keep their target alive. */
export function retainingTree(graph: HeapGraph): RetainingTree {
  const { nodeCount } = graph
  const order = new Uint32Array(nodeCount)
  const edgeTo = new Int32Array(nodeCount).fill(-1)
  const parent = new Int32Array(nodeCount).fill(-1)
  const reached = new Uint8Array(nodeCount)
  const postponed: number[] = []
  let [length, next] = [0, 0]
  const reach = (node: number): void => {
    reached[node] = 1
    order[length++] = node
  }
  if (nodeCount > 0) reach(0)
  while (next < length || postponed.length > 0) {
    if (next === length) for (const node of postponed.splice(0)) reach(node)
    const node = order[next++] ?? 0
    for (let edge = graph.firstEdge(node); edge < graph.firstEdge(node + 1); edge++) {
      const target = graph.target(edge)
      if (reached[target] !== 0 || !keeps(graph, node, edge)) continue
      edgeTo[target] = edge
      parent[target] = node
      if (graph.type(target) !== 'synthetic' || !PASSING_ROOTS.has(graph.name(target))) reach(target)
      else {
        reached[target] = 1
        postponed.push(target)
      }
    }
  }
  return { order: order.subarray(0, length), edgeTo, parent }
}

function keeps(graph: HeapGraph, node: number, edge: number): boolean {
  const type = graph.edgeType(edge)
  if (type === 'weak') return false
  if (type !== 'internal') return true
  // The table of a WeakMap keeps nothing: the key does.
  const table = PAIR.exec(graph.edgeName(edge))?.[1]
  return table === undefined || Number(table) !== graph.id(node)
}
