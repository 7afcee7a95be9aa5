/** A function as V8 names it; lines and columns from 0. */
export interface CallFrame {
  readonly functionName: string
  readonly scriptId: string
  readonly url: string
  readonly lineNumber: number
  readonly columnNumber: number
}

/** What a `.cpuprofile` holds. */
export interface CpuProfile {
  readonly nodes: readonly CpuNode[]
}

export interface CpuNode {
  readonly callFrame: CallFrame
  /** Lines from 1. */
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[]
}

/** What a `.heapprofile` holds. */
export interface HeapProfile {
  readonly head: HeapNode
}

export interface HeapNode {
  readonly callFrame: CallFrame
  readonly id: number
  /** Bytes that were allocated in it, without those of its children: estimated from what was drawn. */
  readonly selfSize: number
  readonly children: readonly HeapNode[]
}
