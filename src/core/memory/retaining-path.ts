import type { HeapGraph } from './heap-graph.ts'
import { isScope, isStore, typeLabel } from './heap-names.ts'
import type { RetainingTree } from './retaining-tree.ts'

/** Lists and trees repeat up to so many steps: promise, reaction, capability, …. */
const LONGEST_PERIOD = 6
const MOST_STEPS = 12

/**
 * The way to a node, a step each: `remember`, `sessions: Map`, `[table]`, `Object`.
 *
 * @param variable where it begins, and what the snapshot may not name; from the root where there is none
 */
export function retainingPath(
  graph: HeapGraph,
  { edgeTo, parent }: RetainingTree,
  node: number,
  variable: { readonly edge: number; readonly name: string | undefined },
): readonly string[] {
  const steps: string[] = []
  for (let at = node; at !== -1; at = parent[at] ?? -1) {
    const edge = edgeTo[at] ?? -1
    if (edge === -1) break
    const isVariable = edge === variable.edge
    const step = isVariable ? withName(graph, at, variable.name) : describeStep(graph, edge, at)
    if (step !== undefined) steps.push(step)
    if (isVariable) break
  }
  return shorten(collapse(steps.toReversed()))
}

function withName(graph: HeapGraph, node: number, name: string | undefined): string {
  return name === undefined ? typeLabel(graph, node) : `${name}: ${typeLabel(graph, node)}`
}

function describeStep(graph: HeapGraph, edge: number, node: number): string | undefined {
  const [type, name] = [graph.edgeType(edge), graph.edgeName(edge)]
  if (isScope(graph, node)) return name === 'previous' ? undefined : 'context'
  if (isStore(graph, node)) return `[${type === 'internal' ? name : typeLabel(graph, node)}]`
  return withName(graph, node, type === 'context' || type === 'property' ? name : undefined)
}

/** Repeated steps become one with their number, `Link ×300`, and so do repeated groups of steps. */
export function collapse(steps: readonly string[]): readonly string[] {
  const collapsed: string[] = []
  for (let at = 0; at < steps.length;) {
    const { period, times } = repetitionAt(steps, at)
    collapsed.push(...steps.slice(at, at + period - 1))
    const last = steps[at + period - 1] ?? ''
    collapsed.push(times === 1 ? last : `${last} ×${times}`)
    at += period * times
  }
  return collapsed
}

function repetitionAt(
  steps: readonly string[],
  at: number,
): { readonly period: number; readonly times: number } {
  for (let period = 1; period <= LONGEST_PERIOD; period++) {
    let end = at + period
    while (end < steps.length && steps[end] === steps[end - period]) end++
    const times = Math.floor((end - at) / period)
    if (times > 1) return { period, times }
  }
  return { period: 1, times: 1 }
}

function shorten(steps: readonly string[]): readonly string[] {
  return steps.length <= MOST_STEPS
    ? steps
    : [...steps.slice(0, MOST_STEPS / 2), '…', ...steps.slice(1 - MOST_STEPS / 2)]
}
