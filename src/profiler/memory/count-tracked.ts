import type { AllocationNode } from '../../core/memory/allocation-node.ts'
import { traceFunctions, traceTree } from '../../core/memory/allocation-trace.ts'
import type { TraceFunction, TraceNode } from '../../core/memory/allocation-trace.ts'
import type { AllocatorTallies } from '../../core/memory/allocator-tallies.ts'
import { countLive } from '../../core/memory/count-live.ts'
import { HeapGraph } from '../../core/memory/heap-graph.ts'
import { SnapshotReader } from '../../core/memory/snapshot-reader.ts'
import type { SourceFrames } from './source-frames.ts'

/** Adds up what a heap snapshot tells, that was taken while allocations were tracked. */
export function countTracked(
  pieces: Iterable<string>,
  frames: SourceFrames,
  tallies: AllocatorTallies,
): void {
  const reader = new SnapshotReader()
  for (const piece of pieces) reader.push(piece)
  const snapshot = reader.end()
  const frameOf = ({ name, scriptId, url, line, column }: TraceFunction): AllocationNode['frame'] =>
    frames.frameOf({ name, scriptId, url, line: line - 1, column: column - 1 })
  const functions = traceFunctions(snapshot).map(frameOf)
  tallies.addTree(nodesOf(traceTree(snapshot), functions), 'total')
  countLive(new HeapGraph(snapshot), (trace) => tallies.tallyOf(trace))
}

function nodesOf(
  nodes: readonly TraceNode[],
  functions: readonly AllocationNode['frame'][],
): AllocationNode[] {
  return nodes.flatMap(({ id, function: fn, count, bytes, children }) => {
    const frame = functions[fn]
    return frame === undefined
      ? []
      : [{ id, frame, objects: count, bytes, children: nodesOf(children, functions) }]
  })
}
