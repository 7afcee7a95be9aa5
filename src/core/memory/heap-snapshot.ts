import { readTraceFunctions, readTraceTree } from './allocation-trace.ts'
import type { TraceFunction, TraceNode } from './allocation-trace.ts'
import { layoutOf } from './row-layout.ts'
import type { RowLayout } from './row-layout.ts'

/** What a heap snapshot begins with. */
export interface SnapshotHead {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[]
      readonly node_types: readonly [readonly string[], ...unknown[]]
      readonly edge_fields: readonly string[]
      readonly edge_types: readonly [readonly string[], ...unknown[]]
      readonly trace_function_info_fields: readonly string[]
    }
    readonly node_count: number
    readonly edge_count: number
  }
}

/** What it ends with. */
export interface SnapshotTail {
  readonly trace_function_infos: readonly number[]
  readonly trace_tree: readonly unknown[]
  readonly strings: readonly string[]
}

/** A heap snapshot of V8. A node is known by its index, from 0; edges of a node stand together, in the order of the nodes. */
export class HeapSnapshot {
  readonly nodeCount: number
  readonly traceFunctions: readonly TraceFunction[]
  /** Roots of all calls; without any where allocations were not tracked. */
  readonly traceTree: readonly TraceNode[]
  readonly #nodes: Uint32Array
  readonly #edges: Uint32Array
  readonly #node: RowLayout
  readonly #edge: RowLayout
  readonly #nodeWidth: number
  readonly #edgeWidth: number
  readonly #nodeTypes: readonly string[]
  readonly #edgeTypes: readonly string[]
  readonly #strings: readonly string[]

  constructor({ snapshot }: SnapshotHead, nodes: Uint32Array, edges: Uint32Array, tail: SnapshotTail) {
    const { meta } = snapshot
    this.nodeCount = snapshot.node_count
    this.#nodes = nodes
    this.#edges = edges
    this.#node = layoutOf(meta.node_fields)
    this.#edge = layoutOf(meta.edge_fields)
    this.#nodeWidth = meta.node_fields.length
    this.#edgeWidth = meta.edge_fields.length
    this.#nodeTypes = meta.node_types[0]
    this.#edgeTypes = meta.edge_types[0]
    this.#strings = tail.strings
    this.traceFunctions = readTraceFunctions(tail.trace_function_infos, tail.strings, meta.trace_function_info_fields)
    this.traceTree = readTraceTree(tail.trace_tree)
  }

  /** `object`, `array`, `closure`, `string`, … */
  typeOf(node: number): string {
    return this.#nodeTypes[this.#column(node, 'type')] ?? ''
  }

  /** The constructor of an object, the text of a string, V8's name of anything else. */
  nameOf(node: number): string {
    return this.#strings[this.#column(node, 'name')] ?? ''
  }

  /** Bytes, without what it refers to. */
  sizeOf(node: number): number {
    return this.#column(node, 'self_size')
  }

  /** Which {@link TraceNode} has allocated it; 0 where it was there before, or allocations were not tracked. */
  traceOf(node: number): number {
    return this.#column(node, 'trace_node_id')
  }

  edgeCountOf(node: number): number {
    return this.#column(node, 'edge_count')
  }

  /** The node that an edge leads to, if the edge is a property of V8's own of this name. */
  internalTarget(edge: number, name: string): number | undefined {
    const row = edge * this.#edgeWidth
    const at = (column: string): number => this.#edges[row + (this.#edge[column] ?? 0)] ?? 0
    if (this.#edgeTypes[at('type')] !== 'internal') return undefined
    return this.#strings[at('name_or_index')] === name ? at('to_node') / this.#nodeWidth : undefined
  }

  #column(node: number, name: string): number {
    const offset = this.#node[name]
    return offset === undefined ? 0 : (this.#nodes[node * this.#nodeWidth + offset] ?? 0)
  }
}
