import type { Holder, KeptKind, MemoryPlace } from '../../core/memory/culprit.ts'
import type { FoundHolder } from '../../core/memory/find-holder.ts'
import type { HeapGraph } from '../../core/memory/heap-graph.ts'
import type { FoundKind } from '../../core/memory/kept-kinds.ts'
import { seesScope } from '../../core/memory/variables.ts'
import type { InspectorSession } from '../../profiler/v8/inspector.ts'
import type { AllocationSite } from './allocation-sites.ts'
import { propertyNames } from './heap-snapshots.ts'
import type { UserCode } from './user-code.ts'

const MOST_KINDS = 5
const MOST_PROPERTIES = 5

/** What was found about who holds it, with places in the user's sources. */
export function nameHolder(
  graph: HeapGraph,
  found: FoundHolder,
  sites: readonly AllocationSite[],
  code: UserCode,
): Holder {
  const { type, variable, path } = found
  return { type, variable, place: scopePlace(graph, found, sites, code), path }
}

/** Several functions see a variable of their module: the one that allocates is the one to look at. */
function scopePlace(
  graph: HeapGraph,
  { scope, fn }: FoundHolder,
  sites: readonly AllocationSite[],
  code: UserCode,
): MemoryPlace | undefined {
  if (scope === -1 || fn === -1) return undefined
  const allocating = sites.find(({ script }) => seesScope(graph, script, scope))
  if (allocating !== undefined) return allocating.place
  const place = graph.place(fn)
  return place && code.placeOf(place, graph.type(fn) === 'closure' ? graph.name(fn) : '')
}

/** The kinds that matter, with the names of their properties as V8 tells them of one of each. */
export function nameKinds(
  graph: HeapGraph,
  kinds: readonly FoundKind[],
  session: InspectorSession,
): readonly KeptKind[] {
  return kinds.slice(0, MOST_KINDS).map(({ example, ...kind }) => {
    if (graph.type(example) !== 'object' || kind.name === '(scope)') return kind
    const properties = propertyNames(session, graph.id(example))?.filter((name) => !/^\d+$/.test(name))
    return { ...kind, properties: (properties ?? kind.properties).slice(0, MOST_PROPERTIES) }
  })
}
