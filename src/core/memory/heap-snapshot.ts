/**
 * A heap snapshot of V8 as its own rows of numbers: a node or an edge is as many
 * of them as the heading names fields. An edge refers to its target by the
 * position of that in `nodes`; edges stand in the order of the nodes that they
 * leave.
 */
export interface HeapSnapshot {
  readonly heading: SnapshotHeading
  readonly nodes: Uint32Array
  readonly edges: Uint32Array
  /** Where functions, and the constructors of objects, stand in their scripts. */
  readonly locations: Uint32Array
  readonly strings: readonly string[]
}

/** What the rows mean. */
export interface SnapshotHeading {
  readonly nodeFields: readonly string[]
  readonly nodeTypes: readonly string[]
  readonly edgeFields: readonly string[]
  readonly edgeTypes: readonly string[]
  readonly locationFields: readonly string[]
  readonly nodeCount: number
  readonly edgeCount: number
}

/** @throws Error where V8 writes something else than we know */
export function readHeading(text: string): SnapshotHeading {
  const heading = JSON.parse(text) as {
    readonly meta?: Readonly<Record<string, unknown>>
    readonly node_count?: unknown
    readonly edge_count?: unknown
  }
  const meta = heading.meta ?? {}
  return {
    nodeFields: names(meta['node_fields'], 'node_fields', ['type', 'name', 'id', 'self_size', 'edge_count']),
    nodeTypes: names(first(meta['node_types']), 'node_types', ['object', 'closure', 'string']),
    edgeFields: names(meta['edge_fields'], 'edge_fields', ['type', 'name_or_index', 'to_node']),
    edgeTypes: names(first(meta['edge_types']), 'edge_types', ['context', 'property', 'weak']),
    locationFields: names(meta['location_fields'] ?? [], 'location_fields', []),
    nodeCount: count(heading.node_count, 'node_count'),
    edgeCount: count(heading.edge_count, 'edge_count'),
  }
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined
}

function names(value: unknown, key: string, needed: readonly string[]): readonly string[] {
  if (!Array.isArray(value) || !needed.every((name) => value.includes(name))) {
    throw new Error(`the heap snapshot of this V8 has other ${key} than are known`)
  }
  return value.map(String)
}

function count(value: unknown, key: string): number {
  if (!Number.isSafeInteger(value)) throw new Error(`the heap snapshot of this V8 has no ${key}`)
  return Number(value)
}
