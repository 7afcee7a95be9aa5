import type { Holder, KeptKind, MemoryPlace } from '../../core/memory/culprit.ts'
import type { FoundHolder } from '../../core/memory/find-holder.ts'
import type { HeapGraph } from '../../core/memory/heap-graph.ts'
import type { FoundKind } from '../../core/memory/kept-kinds.ts'
import { functionSeeing } from '../../core/memory/variables.ts'
import type { InspectorSession } from '../../profiler/v8/inspector.ts'
import type { AllocationSite } from './allocation-sites.ts'
import { functionSource, propertyNames } from './heap-objects.ts'
import type { UserCode } from './user-code.ts'

/** For each, V8 looks through the whole heap. */
const MOST_KINDS = 3
const MOST_PROPERTIES = 5
/** Functions that allocate less of it are not asked. */
const MOST_SITES = 5

/** What was found about who holds it, with places in the user's sources. */
export function nameHolder(
  graph: HeapGraph,
  { type, variable, path, scope, fn }: FoundHolder,
  putting: AllocationSite | undefined,
  code: UserCode,
): Holder {
  const place = scope === -1 ? undefined : (putting?.place ?? placeOf(graph, fn, code))
  return { type, variable, place, path }
}

function placeOf(graph: HeapGraph, fn: number, code: UserCode): MemoryPlace | undefined {
  const place = fn === -1 ? undefined : graph.place(fn)
  return place && code.placeOf(place, graph.type(fn) === 'closure' ? graph.name(fn) : '')
}

/**
 * Which of the functions that allocate puts it where it is held: several functions see a variable of
 * their module, and this one names it.
 */
export function siteThatPuts(
  graph: HeapGraph,
  { scope, variable }: FoundHolder,
  sites: readonly AllocationSite[],
  session: InspectorSession,
): AllocationSite | undefined {
  const [name] = variable?.split('.') ?? []
  if (name === undefined || scope === -1) return undefined
  const seeing = sites.slice(0, MOST_SITES).flatMap((site) => {
    const fn = functionSeeing(graph, site.script, scope)
    return fn === -1 ? [] : [{ site, fn }]
  })
  const names = ({ fn }: { readonly fn: number }): boolean =>
    functionSource(session, graph.id(fn))
      ?.split(/[^\w$]+/)
      .includes(name) === true
  // V8 looks through the whole heap for each.
  return ((seeing.length > 1 ? seeing.find(names) : undefined) ?? seeing[0])?.site
}

/** The kinds that matter, with the names of their properties as V8 tells them of one of each. */
export function nameKinds(
  graph: HeapGraph,
  kinds: readonly FoundKind[],
  session: InspectorSession,
): readonly KeptKind[] {
  return kinds.slice(0, MOST_KINDS).map(({ name, count, bytes, properties, example }) => {
    const isPlain = graph.type(example) === 'object' && name !== '(scope)'
    const told = isPlain ? propertyNames(session, graph.id(example)) : undefined
    const names = (told ?? properties).filter((each) => !/^(?:\d+|length)$/.test(each))
    return { name, count, bytes, properties: names.slice(0, MOST_PROPERTIES) }
  })
}
