import type { MemoryPlace } from './culprit.ts'
import type { FrameKind } from './frame-kind.ts'

/** A function on a stack, as its source has it. */
export interface AllocationFrame {
  readonly place: MemoryPlace
  readonly kind: FrameKind
}

/** What a function has allocated when it was called by those above it. */
export interface AllocationNode {
  readonly id: number
  readonly frame: AllocationFrame
  /** Objects; 0 where they were not counted. */
  readonly objects: number
  readonly bytes: number
  readonly children: readonly AllocationNode[]
}
