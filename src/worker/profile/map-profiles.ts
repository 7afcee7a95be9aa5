import type { ScriptSources } from '../../profiler/v8/script-sources.ts'
import type { CallFrame, CpuNode, CpuProfile, HeapNode, HeapProfile } from '../../profiler/v8/v8-profiles.ts'

/** Past the end of any line: what stands last on it. */
const END_OF_LINE = 2 ** 31 - 1

/** A CPU profile whose functions and lines are those that the user wrote, where a source map leads there. */
export function mapCpuProfile(profile: CpuProfile, sources: ScriptSources): CpuProfile {
  return { ...profile, nodes: profile.nodes.map((node) => mapCpuNode(node, sources)) }
}

/** As {@link mapCpuProfile}, of a heap profile. */
export function mapHeapProfile(profile: HeapProfile, sources: ScriptSources): HeapProfile {
  return { ...profile, head: mapHeapNode(profile.head, sources) }
}

function mapHeapNode(node: HeapNode, sources: ScriptSources): HeapNode {
  return {
    ...node,
    callFrame: mapFrame(node.callFrame, sources) ?? node.callFrame,
    children: node.children.map((child) => mapHeapNode(child, sources)),
  }
}

function mapCpuNode(node: CpuNode, sources: ScriptSources): CpuNode {
  const callFrame = mapFrame(node.callFrame, sources)
  if (callFrame === undefined) return node
  // Lines of another file than the function's would be shown in the wrong one.
  const ticksByLine = new Map<number, number>()
  for (const { line, ticks } of node.positionTicks ?? []) {
    const place = sources.placeOf(node.callFrame.scriptId, line - 1, END_OF_LINE)
    if (place?.url !== callFrame.url) continue
    ticksByLine.set(place.line + 1, (ticksByLine.get(place.line + 1) ?? 0) + ticks)
  }
  const positionTicks = Array.from(ticksByLine, ([line, ticks]) => ({ line, ticks }))
  return { ...node, callFrame, ...(node.positionTicks !== undefined && { positionTicks }) }
}

function mapFrame(frame: CallFrame, sources: ScriptSources): CallFrame | undefined {
  const place = sources.placeOf(frame.scriptId, frame.lineNumber, frame.columnNumber)
  return place && { ...frame, url: place.url, lineNumber: place.line, columnNumber: place.column }
}
