import type { HeapGraph, ScriptPlace } from './heap-graph.ts'
import { typeLabel } from './heap-names.ts'
import type { FoundKind } from './kept-kinds.ts'
import { keptKinds } from './kept-kinds.ts'
import type { NewNodes } from './new-nodes.ts'
import { newNodesByVariable } from './new-nodes.ts'
import { retainingPath } from './retaining-path.ts'
import type { RetainingTree } from './retaining-tree.ts'
import { retainingTree } from './retaining-tree.ts'
import { bytesBehind } from './bytes-behind.ts'
import { unnamedHolder } from './unnamed-holder.ts'
import type { Variables } from './variables.ts'
import { findVariables } from './variables.ts'

/** A property leads further to what is kept if so much of it lies behind. */
const MOST_OF_IT = 0.8
/** What no variable leads to has to be so many times as much to be named. */
const UNNAMED_FACTOR = 4
/** `a.b.c.d.e` is as long as names get. */
const MOST_PROPERTIES = 4

/** Who holds the most of what is new in a heap. */
export interface FoundHolder {
  readonly kinds: readonly FoundKind[]
  /** In bytes, of all kinds together. */
  readonly bytes: number
  /** Of what is held by others, too. */
  readonly bytesOfAll: number
  readonly type: string
  /** `sessions`, `cache.entries`. */
  readonly variable: string | undefined
  /** Node of the scope that has the variable; −1 for a global one. */
  readonly scope: number
  /** Node of a function that sees this scope; −1 for a global variable. */
  readonly fn: number
  readonly path: readonly string[]
}

/** How to tell new from old, and the user's code from others'. */
export interface HolderQuestion {
  /** Ids above it are new. */
  readonly lastOldId: number
  readonly isUsers: (place: ScriptPlace) => boolean
  /**
   * The name of a variable that the snapshot does not name; undefined where nobody knows.
   *
   * @param functionId of a function that sees it
   * @param value node of what it holds
   */
  readonly askName?: (functionId: number, value: number) => string | undefined
}

/** @returns undefined where nothing is new */
export function findHolder(
  graph: HeapGraph,
  { lastOldId, isUsers, askName }: HolderQuestion,
): FoundHolder | undefined {
  const tree = retainingTree(graph)
  const variables = findVariables(graph, tree, isUsers)
  const isNew = (node: number): boolean => graph.id(node) > lastOldId
  const groups = newNodesByVariable(graph, tree, variables, isNew)
  const most = mostTelling(groups)
  if (most === undefined) return undefined
  const { variable } = most
  const unnamed = variable === -1 ? unnamedHolder(graph, tree, most.nodes, isNew) : undefined
  const kinds = keptKinds(graph, tree, unnamed?.nodes ?? most.nodes)
  const example = kinds[0]?.example ?? most.nodes[0] ?? 0
  const { node, names } = unnamed ?? containerBehind(graph, tree, variable, most.nodes, { isNew, isUsers })
  const name = variable === -1 ? undefined : nameOf(graph, variables, variable, askName)
  return {
    kinds,
    bytes: most.bytes,
    bytesOfAll: groups.reduce((sum, { bytes }) => sum + bytes, 0),
    type: typeLabel(graph, node),
    variable: name === undefined ? undefined : [name, ...names].join('.'),
    scope: variable === -1 ? -1 : (tree.parent[graph.target(variable)] ?? -1),
    fn: variables.functionOf(variable),
    path: withFunction(
      graph,
      variables,
      variable,
      retainingPath(graph, tree, example, { edge: variable, name }),
    ),
  }
}

/** What nothing named holds is mostly the engine's, unless it is much more than the rest. */
function mostTelling(groups: readonly NewNodes[]): NewNodes | undefined {
  const [most] = groups
  const named = groups.find(({ variable }) => variable !== -1)
  return named !== undefined && most !== undefined && named.bytes * UNNAMED_FACTOR >= most.bytes
    ? named
    : most
}

function nameOf(
  graph: HeapGraph,
  variables: Variables,
  variable: number,
  askName: HolderQuestion['askName'],
): string | undefined {
  if (graph.edgeType(variable) !== 'hidden') return graph.edgeName(variable)
  const fn = variables.functionOf(variable)
  return fn === -1 ? undefined : askName?.(graph.id(fn), graph.target(variable))
}

function withFunction(
  graph: HeapGraph,
  variables: Variables,
  variable: number,
  path: readonly string[],
): readonly string[] {
  const fn = variables.functionOf(variable)
  const name = fn === -1 ? '' : graph.name(fn)
  return name === '' ? path : [name, 'context', ...path]
}

/** Follows the properties behind which most of it lies, up to the one that has it: `plan.steps`. */
function containerBehind(
  graph: HeapGraph,
  tree: RetainingTree,
  variable: number,
  nodes: readonly number[],
  { isNew, isUsers }: { readonly isNew: (node: number) => boolean } & Pick<HolderQuestion, 'isUsers'>,
): { readonly node: number; readonly names: readonly string[] } {
  const start = { node: graph.target(variable), names: [] as readonly string[] }
  if (isNew(start.node)) return start
  const bytes = bytesBehind(graph, tree, nodes)
  const enough = MOST_OF_IT * (bytes[start.node] ?? 0)
  const stops = [start]
  for (let at = start; at.names.length < MOST_PROPERTIES;) {
    const next = propertyWith(graph, tree, at.node, (child) => (bytes[child] ?? 0) >= enough)
    if (next === undefined || !isOpen(graph, at.node, next.name, isUsers)) return at
    // A list or a tree: its nodes are what is kept, and its first one is what holds them.
    const first = at.names.indexOf(next.name)
    if (first !== -1) return stops[first] ?? start
    at = { node: next.node, names: [...at.names, next.name] }
    stops.push(at)
    if (isNew(at.node)) return at
  }
  return stops.at(-1) ?? start
}

function propertyWith(
  graph: HeapGraph,
  { edgeTo }: RetainingTree,
  node: number,
  isEnough: (child: number) => boolean,
): { readonly node: number; readonly name: string } | undefined {
  for (let edge = graph.firstEdge(node); edge < graph.firstEdge(node + 1); edge++) {
    const child = graph.target(edge)
    if (edgeTo[child] !== edge || graph.edgeType(edge) !== 'property' || !isEnough(child)) continue
    return { node: child, name: graph.edgeName(edge) }
  }
  return undefined
}

/** Whether the user knows the property: those that libraries keep for themselves say nothing. */
function isOpen(graph: HeapGraph, owner: number, name: string, isUsers: HolderQuestion['isUsers']): boolean {
  if (/^(?:__proto__|_events|<.*)$/.test(name)) return false
  if (!/^[_#]/.test(name) || graph.name(owner) === 'Object') return true
  const place = graph.place(owner)
  return place !== undefined && isUsers(place)
}
