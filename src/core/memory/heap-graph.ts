import type { HeapSnapshot } from './heap-snapshot.ts'

/** A place in a script as V8 runs it; line and column from 0. */
export interface ScriptPlace {
  readonly scriptId: string
  readonly line: number
  readonly column: number
}

/** The objects of a heap, numbered from 0, and what they refer to. Node 0 is the root. */
export class HeapGraph {
  readonly nodeCount: number
  readonly #snapshot: HeapSnapshot
  readonly #firstEdges: Uint32Array
  readonly #node: Fields<'type' | 'name' | 'id' | 'self_size' | 'edge_count'>
  readonly #edge: Fields<'type' | 'name_or_index' | 'to_node'>
  /** Below 0 where V8 writes none. */
  readonly #trace: number
  #places: ReadonlyMap<number, ScriptPlace> | undefined

  constructor(snapshot: HeapSnapshot) {
    const { nodes, heading } = snapshot
    this.#snapshot = snapshot
    this.#node = fields(heading.nodeFields, ['type', 'name', 'id', 'self_size', 'edge_count'])
    this.#edge = fields(heading.edgeFields, ['type', 'name_or_index', 'to_node'])
    this.#trace = heading.nodeFields.indexOf('trace_node_id')
    this.nodeCount = Math.floor(nodes.length / this.#node.width)
    this.#firstEdges = new Uint32Array(this.nodeCount + 1)
    for (let node = 0, edge = 0; node < this.nodeCount; node++) {
      edge += nodes[node * this.#node.width + this.#node.edge_count] ?? 0
      this.#firstEdges[node + 1] = edge
    }
  }

  /** V8's kind: `object`, `closure`, `string`, `array`, `native`, …. */
  type(node: number): string {
    return this.#snapshot.heading.nodeTypes[this.#ofNode(node, this.#node.type)] ?? ''
  }

  /** Of the constructor, of the function, or V8's own: `Map`, `remember`, `(object elements)`; a string's text. */
  name(node: number): string {
    return this.#snapshot.strings[this.#ofNode(node, this.#node.name)] ?? ''
  }

  /** The same one in all snapshots while the object lives; later ones are larger. */
  id(node: number): number {
    return this.#ofNode(node, this.#node.id)
  }

  /** In bytes, without what it refers to. */
  size(node: number): number {
    return this.#ofNode(node, this.#node.self_size)
  }

  /** Which call has allocated it, of the snapshot's trace tree; 0 where it was there before, or allocations were not tracked. */
  trace(node: number): number {
    return this.#trace < 0 ? 0 : this.#ofNode(node, this.#trace)
  }

  /** The edges that leave a node are those from here, up to the first one of the next node. */
  firstEdge(node: number): number {
    return this.#firstEdges[node] ?? 0
  }

  target(edge: number): number {
    return this.#ofEdge(edge, this.#edge.to_node) / this.#node.width
  }

  /** V8's kind: `context` (a variable), `property`, `element`, `internal`, `weak`, …. */
  edgeType(edge: number): string {
    return this.#snapshot.heading.edgeTypes[this.#ofEdge(edge, this.#edge.type)] ?? ''
  }

  /** Of the variable or property; for elements their index. */
  edgeName(edge: number): string {
    const nameOrIndex = this.#ofEdge(edge, this.#edge.name_or_index)
    const type = this.edgeType(edge)
    return type === 'element' || type === 'hidden'
      ? String(nameOrIndex)
      : (this.#snapshot.strings[nameOrIndex] ?? '')
  }

  /** Where a function begins, or the constructor of an object; undefined for all else. */
  place(node: number): ScriptPlace | undefined {
    this.#places ??= readPlaces(this.#snapshot, this.#node.width)
    return this.#places.get(node)
  }

  #ofNode(node: number, field: number): number {
    return this.#snapshot.nodes[node * this.#node.width + field] ?? 0
  }

  #ofEdge(edge: number, field: number): number {
    return this.#snapshot.edges[edge * this.#edge.width + field] ?? 0
  }
}

/** At which position of a row each field stands, and how long rows are. */
type Fields<Name extends string> = Readonly<Record<Name | 'width', number>>

function fields<Name extends string>(all: readonly string[], names: readonly Name[]): Fields<Name> {
  return Object.fromEntries([
    ['width', all.length],
    ...names.map((name) => [name, all.indexOf(name)] as const),
  ]) as Fields<Name>
}

function readPlaces(
  { locations, heading: { locationFields } }: HeapSnapshot,
  nodeWidth: number,
): ReadonlyMap<number, ScriptPlace> {
  const places = new Map<number, ScriptPlace>()
  const { object_index, script_id, line, column, width } = fields(locationFields, [
    'object_index',
    'script_id',
    'line',
    'column',
  ])
  if (Math.min(object_index, script_id, line, column) < 0) return places
  for (let row = 0; row < locations.length; row += width) {
    const at = (field: number): number => locations[row + field] ?? 0
    places.set(at(object_index) / nodeWidth, {
      scriptId: String(at(script_id)),
      line: at(line),
      column: at(column),
    })
  }
  return places
}
