import type { HeapGraph } from './heap-graph.ts'

/** What Vite calls the modules that a module imports; they come first. */
const IMPORT = /^__vi/

/**
 * The names of all variables of a scope, in their order. Of a block, such as a module in Vitest, V8 gives the
 * values by number, and leaves out small integers, so that the numbers are not those of the names.
 */
export function scopeNames(graph: HeapGraph, scope: number): readonly string[] {
  const info = follow(graph, scope, 'scope_info')
  if (info === -1) return []
  const names: string[] = []
  for (let edge = graph.firstEdge(info); edge < graph.firstEdge(info + 1); edge++) {
    const target = graph.target(edge)
    if (graph.edgeType(edge) === 'hidden' && graph.type(target) === 'string') names.push(graph.name(target))
  }
  return names
}

/** How many of them are imports. */
export function importCount(names: readonly string[]): number {
  const first = names.findIndex((name) => !IMPORT.test(name))
  return first === -1 ? names.length : first
}

/** The target of an internal reference; −1 where there is none of that name. */
export function follow(graph: HeapGraph, node: number, name: string): number {
  for (let edge = graph.firstEdge(node); edge < graph.firstEdge(node + 1); edge++) {
    if (graph.edgeType(edge) === 'internal' && graph.edgeName(edge) === name) return graph.target(edge)
  }
  return -1
}
