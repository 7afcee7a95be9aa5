import { HeapGraph } from '../../../src/core/memory/heap-graph.ts'
import { SnapshotReader } from '../../../src/core/memory/snapshot-reader.ts'

const NODE_TYPES = [
  'hidden',
  'array',
  'string',
  'object',
  'code',
  'closure',
  'regexp',
  'number',
  'native',
  'synthetic',
  'concatenated string',
  'sliced string',
  'symbol',
  'bigint',
  'object shape',
]
const EDGE_TYPES = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak']

/** An object of a heap, by hand. */
export interface HeapObject {
  /** Default: `object`. */
  readonly type?: string
  readonly name: string
  /** Default: its position, from 1. */
  readonly id?: number
  /** Default: 16. */
  readonly size?: number
  /** Type, name or index, and key of the target. */
  readonly edges?: readonly (readonly [string, string | number, string])[]
  /** Script, line and column. */
  readonly place?: readonly [number, number, number]
}

/** A snapshot of a heap as V8 writes it; the first object is the root. */
export function heapText(objects: Readonly<Record<string, HeapObject>>): string {
  const keys = Object.keys(objects)
  const strings: string[] = []
  const text = (value: string): number => {
    if (!strings.includes(value)) strings.push(value)
    return strings.indexOf(value)
  }
  const all = Object.values(objects)
  const width = 6
  const nodes = all.map(({ type = 'object', name, id, size = 16, edges = [] }, nth) =>
    [NODE_TYPES.indexOf(type), text(name), id ?? nth + 1, size, edges.length, 0].join(','),
  )
  const edges = all.flatMap(({ edges = [] }) =>
    edges.map(([type, name, to]) =>
      [EDGE_TYPES.indexOf(type), typeof name === 'number' ? name : text(name), keys.indexOf(to) * width].join(
        ',',
      ),
    ),
  )
  const locations = all.flatMap(({ place }, nth) =>
    place === undefined ? [] : [[nth * width, ...place].join(',')],
  )
  const heading = {
    meta: {
      node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'detachedness'],
      node_types: [NODE_TYPES, 'string', 'number', 'number', 'number', 'number'],
      edge_fields: ['type', 'name_or_index', 'to_node'],
      edge_types: [EDGE_TYPES, 'string_or_number', 'node'],
      trace_function_info_fields: ['function_id', 'name'],
      location_fields: ['object_index', 'script_id', 'line', 'column'],
    },
    node_count: nodes.length,
    edge_count: edges.length,
    trace_function_count: 0,
  }
  return [
    `{"snapshot":${JSON.stringify(heading)}`,
    `"nodes":[${nodes.join('\n,')}]`,
    `"edges":[${edges.join('\n,')}]`,
    '"trace_function_infos":[]',
    '"trace_tree":[0,0,0,[1,2,[]]]',
    '"samples":[]',
    `"locations":[${locations.join('\n,')}]`,
    `"strings":[${strings.map((value) => JSON.stringify(value)).join(',\n')}]}`,
  ].join(',\n')
}

/** The graph of a heap made by hand, and the numbers of its objects. */
export function heapOf<Key extends string>(
  objects: Readonly<Record<Key, HeapObject>>,
): { readonly graph: HeapGraph; readonly node: (key: Key) => number } {
  const reader = new SnapshotReader()
  reader.push(heapText(objects))
  const keys = Object.keys(objects)
  return { graph: new HeapGraph(reader.end()), node: (key) => keys.indexOf(key) }
}
