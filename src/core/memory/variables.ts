import type { HeapGraph, ScriptPlace } from './heap-graph.ts'
import { isGlobal, isScope } from './heap-names.ts'
import type { RetainingTree } from './retaining-tree.ts'
import { follow, importCount, scopeNames } from './scope-names.ts'

/** Slots of a scope that are no variables, and what Vite calls its imports. */
const NO_VARIABLE = /^(?:this|scope_info|previous|extension|native_context|\.|__vi|__vite)/

/** Which variable leads to each node of a tree: an edge, or −1. */
export interface Variables {
  /** The nearest one above: of the user's code if there is any, otherwise of anybody's. */
  leadingTo(node: number): number
  /** The function by which the scope was reached that the edge of a variable leaves; −1 for a global variable. */
  functionOf(variable: number): number
}

/** @param isUsers whether a place is in the user's code, and not in a library's */
export function findVariables(
  graph: HeapGraph,
  { order, edgeTo, parent }: RetainingTree,
  isUsers: (place: ScriptPlace) => boolean,
): Variables {
  const users = new Int32Array(graph.nodeCount).fill(-1)
  const anybodys = new Int32Array(graph.nodeCount).fill(-1)
  const functions = new Int32Array(graph.nodeCount).fill(-1)
  const functionOf = new Map<number, number>()
  const imports = importsOf(graph)
  const scopes = new Uint8Array(graph.nodeCount)
  for (const node of order) {
    const edge = edgeTo[node] ?? -1
    if (edge === -1) continue
    const source = parent[node] ?? 0
    const inScope = scopes[source] === 1
    if (isScope(graph, node)) {
      scopes[node] = 1
      functions[node] = inScope ? (functions[source] ?? -1) : source
    }
    users[node] = users[source] ?? -1
    anybodys[node] = anybodys[source] ?? -1
    if (!(inScope ? isSlot(graph, source, edge, imports) : isGlobals(graph, source, edge))) continue
    const fn = inScope ? (functions[source] ?? -1) : -1
    functionOf.set(edge, fn)
    anybodys[node] = edge
    const place = fn === -1 ? undefined : graph.place(fn)
    if (place !== undefined && isUsers(place)) users[node] = edge
  }
  return {
    leadingTo(node) {
      const ofUser = users[node] ?? -1
      return ofUser === -1 ? (anybodys[node] ?? -1) : ofUser
    },
    functionOf: (variable) => functionOf.get(variable) ?? -1,
  }
}

/** A function of this place that sees the variables of a scope; −1 where there is none. */
export function functionSeeing(graph: HeapGraph, place: ScriptPlace, scope: number): number {
  for (let node = 0; node < graph.nodeCount; node++) {
    if (graph.type(node) !== 'closure') continue
    const own = graph.place(node)
    if (own?.line !== place.line || own.column !== place.column || own.scriptId !== place.scriptId) continue
    for (let at = follow(graph, node, 'context'); at !== -1; at = follow(graph, at, 'previous')) {
      if (at === scope) return node
    }
  }
  return -1
}

/** @returns of each scope how many of its values are imports, remembered */
function importsOf(graph: HeapGraph): (scope: number) => number {
  const known = new Map<number, number>()
  return (scope) => {
    const count = known.get(scope) ?? importCount(scopeNames(graph, scope))
    known.set(scope, count)
    return count
  }
}

function isSlot(graph: HeapGraph, scope: number, edge: number, imports: (scope: number) => number): boolean {
  const type = graph.edgeType(edge)
  if (type === 'context') return !NO_VARIABLE.test(graph.edgeName(edge))
  return type === 'hidden' && Number(graph.edgeName(edge)) >= imports(scope)
}

function isGlobals(graph: HeapGraph, source: number, edge: number): boolean {
  return (
    isGlobal(graph, source) && graph.edgeType(edge) === 'property' && graph.edgeName(edge) !== '__proto__'
  )
}
