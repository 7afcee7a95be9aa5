/** A node of a made-up heap. */
export interface GivenNode {
  readonly type: string
  readonly name: string
  readonly bytes: number
  /** Of the trace that has allocated it. Default: 0, it was there before. */
  readonly trace?: number
  /** Properties of V8's own: their names, and the indexes of the nodes that they lead to. */
  readonly internal?: Readonly<Record<string, number>>
}

/** Calls that have allocated: `[id, index of the function, objects, bytes, children]`. */
export type GivenTrace = readonly [number, number, number, number, readonly GivenTrace[]]

export interface GivenHeap {
  readonly nodes: readonly GivenNode[]
  /** Name, script, number of the script, line, column. */
  readonly functions?: readonly (readonly [string, string, number, number, number])[]
  readonly trace?: readonly GivenTrace[]
}

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
const NODE_FIELDS = ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness']

/** The JSON that V8 would write of a heap, with its line breaks. */
export function heapSnapshotJson({ nodes, functions = [], trace = [] }: GivenHeap): string {
  const strings = ['<dummy>']
  const stringOf = (text: string): number => {
    if (!strings.includes(text)) strings.push(text)
    return strings.indexOf(text)
  }
  const rows = nodes.map(({ type, name, bytes, trace: by = 0, internal = {} }, nth) =>
    [NODE_TYPES.indexOf(type), stringOf(name), nth * 2 + 1, bytes, Object.keys(internal).length, by, 0].join(),
  )
  const edges = nodes.flatMap(({ internal = {} }) =>
    Object.entries(internal).map(([name, to]) =>
      [EDGE_TYPES.indexOf('internal'), stringOf(name), to * NODE_FIELDS.length].join(),
    ),
  )
  const infos = functions.flatMap(([name, url, script, line, column], nth) => [
    nth,
    stringOf(name),
    stringOf(url),
    script,
    line,
    column,
  ])
  const flat = (given: readonly GivenTrace[]): unknown[] =>
    given.flatMap(([id, fn, count, bytes, children]) => [id, fn, count, bytes, flat(children)])
  const meta = {
    node_fields: NODE_FIELDS,
    node_types: [NODE_TYPES, 'string', 'number', 'number', 'number', 'number', 'number'],
    edge_fields: ['type', 'name_or_index', 'to_node'],
    edge_types: [EDGE_TYPES, 'string_or_number', 'node'],
    trace_function_info_fields: ['function_id', 'name', 'script_name', 'script_id', 'line', 'column'],
    trace_node_fields: ['id', 'function_info_index', 'count', 'size', 'children'],
  }
  const snapshot = { meta, node_count: rows.length, edge_count: edges.length, trace_function_count: 0 }
  return [
    `{"snapshot":${JSON.stringify(snapshot)},\n"nodes":[${rows.join('\n,')}],\n`,
    `"edges":[${edges.join('\n,')}],\n"trace_function_infos":${JSON.stringify(infos)},\n`,
    `"trace_tree":${JSON.stringify(flat(trace))},\n"samples":[],\n"locations":[],\n`,
    `"strings":${JSON.stringify(strings)}}`,
  ].join('')
}
