import type { MemoryPlace } from '../../core/memory/culprit.ts'
import type { ScriptPlace } from '../../core/memory/heap-graph.ts'
import type { CallFrame } from '../../profiler/v8/v8-profiles.ts'

/** A node of what V8's sampling heap profiler gives: a function, by whom it was called. */
export interface SampledNode {
  readonly callFrame: CallFrame
  /** In bytes, what this function has allocated itself when called like this, and is alive. */
  readonly selfSize: number
  readonly children: readonly SampledNode[]
}

/** A function that has allocated what is alive. */
export interface AllocationSite {
  readonly place: MemoryPlace
  /** The same place as V8 runs it. */
  readonly script: ScriptPlace
  readonly bytes: number
}

/**
 * Which of the user's functions have allocated what a profile shows, the most
 * bytes first. What a library allocates counts for the function that has called
 * it, and what a function without a name does for the one around it.
 *
 * @param placeOf undefined for what is not the user's
 */
export function allocationSites(
  head: SampledNode,
  placeOf: (place: ScriptPlace, name: string) => MemoryPlace | undefined,
): AllocationSite[] {
  const sites = new Map<string, AllocationSite>()
  const places = new Map<string, MemoryPlace | undefined>()
  const waiting: { readonly node: SampledNode; readonly caller: string | undefined }[] = [
    { node: head, caller: undefined },
  ]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, caller } = next
    const script = scriptPlace(node.callFrame)
    const key = `${script.scriptId}:${script.line}:${script.column}`
    if (!places.has(key)) places.set(key, placeOf(script, node.callFrame.functionName))
    const place = places.get(key)
    const isCallback = node.callFrame.functionName === '' && isSameScript(caller, sites, script)
    const user = place === undefined || isCallback ? caller : key
    if (place !== undefined && user === key && !sites.has(key)) sites.set(key, { place, script, bytes: 0 })
    const site = user === undefined ? undefined : sites.get(user)
    if (user !== undefined && site !== undefined) {
      sites.set(user, { ...site, bytes: site.bytes + node.selfSize })
    }
    waiting.push(...node.children.map((child) => ({ node: child, caller: user })))
  }
  return [...sites.values()].filter(({ bytes }) => bytes > 0).toSorted((a, b) => b.bytes - a.bytes)
}

function isSameScript(
  caller: string | undefined,
  sites: ReadonlyMap<string, AllocationSite>,
  { scriptId }: ScriptPlace,
): boolean {
  return caller !== undefined && sites.get(caller)?.script.scriptId === scriptId
}

function scriptPlace({ scriptId, lineNumber, columnNumber }: CallFrame): ScriptPlace {
  return { scriptId, line: lineNumber, column: columnNumber }
}
