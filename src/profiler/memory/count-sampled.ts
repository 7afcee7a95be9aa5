import type { AllocationNode } from '../../core/memory/allocation-node.ts'
import type { AllocatorTallies, Counted } from '../../core/memory/allocator-tallies.ts'
import type { HeapNode, HeapProfile } from '../v8/v8-profiles.ts'
import type { SourceFrames } from './source-frames.ts'

/**
 * Adds up what V8 has sampled.
 *
 * @param scale what each byte stands for, where not all calls were sampled
 */
export function countSampled(
  { head }: HeapProfile,
  frames: SourceFrames,
  tallies: AllocatorTallies,
  what: Counted,
  scale: number,
): void {
  tallies.addTree([nodeOf(head, frames)], what, scale)
}

function nodeOf({ id, callFrame, selfSize, children }: HeapNode, frames: SourceFrames): AllocationNode {
  const { functionName: name, scriptId, url, lineNumber: line, columnNumber: column } = callFrame
  return {
    id,
    frame: frames.frameOf({ name, scriptId, url, line, column }),
    objects: 0,
    bytes: selfSize,
    children: children.map((child) => nodeOf(child, frames)),
  }
}
