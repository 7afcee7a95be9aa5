import type { HeapSnapshot } from './heap-snapshot.ts'

/** A function that allocated something while allocations were tracked; line and column from 1, 0 for V8's own. */
export interface TraceFunction {
  readonly name: string
  readonly scriptId: string
  readonly url: string
  readonly line: number
  readonly column: number
}

/** Calls that led to allocations; `function` is an index of {@link traceFunctions}. */
export interface TraceNode {
  readonly id: number
  readonly function: number
  readonly count: number
  readonly bytes: number
  readonly children: readonly TraceNode[]
}

/** The functions of a snapshot's trace. */
export function traceFunctions({ traceFunctions: rows, heading, strings }: HeapSnapshot): TraceFunction[] {
  const fields = heading.traceFunctionFields
  return Array.from({ length: fields.length === 0 ? 0 : rows.length / fields.length }, (_, nth) => {
    const at = (field: string): number => rows[nth * fields.length + fields.indexOf(field)] ?? 0
    return {
      name: strings[at('name')] ?? '',
      scriptId: String(at('script_id')),
      url: strings[at('script_name')] ?? '',
      line: at('line'),
      column: at('column'),
    }
  })
}

/** The calls of a snapshot's trace; none where allocations were not tracked. */
export function traceTree({ traceTree: rows }: Pick<HeapSnapshot, 'traceTree'>): TraceNode[] {
  return Array.from({ length: rows.length / 5 }, (_, nth) => {
    const [id, fn, count, bytes, children] = rows.slice(nth * 5, nth * 5 + 5) as [
      number,
      number,
      number,
      number,
      readonly unknown[],
    ]
    return { id, function: fn, count, bytes, children: traceTree({ traceTree: children }) }
  })
}
