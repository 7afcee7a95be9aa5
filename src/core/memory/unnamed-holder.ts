import { bytesBehind } from './bytes-behind.ts'
import type { HeapGraph } from './heap-graph.ts'
import type { RetainingTree } from './retaining-tree.ts'

/** One node leads further to what is kept if so much of it lies behind. */
const MOST_OF_IT = 0.6
/** Objects that say nothing about whose they are. */
const PLAIN = new Set(['Object', 'Array'])

/**
 * What holds some new objects that no variable leads to: the last old node that most of them lie behind, or
 * rather the first one above it that has a class of its own.
 *
 * @returns and those of the objects that it holds
 */
export function unnamedHolder(
  graph: HeapGraph,
  tree: RetainingTree,
  nodes: readonly number[],
  isNew: (node: number) => boolean,
): { readonly node: number; readonly nodes: readonly number[]; readonly names: readonly string[] } {
  const bytes = bytesBehind(graph, tree, nodes)
  const enough = MOST_OF_IT * (bytes[0] ?? 0)
  let last = 0
  // In this order, parents come before their children, so that the last one is the deepest.
  for (const node of tree.order) if ((bytes[node] ?? 0) >= enough && !isNew(node)) last = node
  const isBehind = new Uint8Array(graph.nodeCount)
  for (const node of tree.order) {
    if (node === last || isBehind[tree.parent[node] ?? 0] === 1) isBehind[node] = 1
  }
  return {
    node: ownerOf(graph, tree, last),
    nodes: nodes.filter((node) => isBehind[node] === 1),
    names: [],
  }
}

function ownerOf(graph: HeapGraph, { parent }: RetainingTree, from: number): number {
  for (let node = from; node > 0; node = parent[node] ?? 0) {
    const isObject = graph.type(node) === 'object' || graph.type(node) === 'closure'
    if (isObject && !PLAIN.has(graph.name(node)) && !graph.name(node).startsWith('system / ')) return node
  }
  return from
}
