import { layoutOf } from './row-layout.ts'

/** A function that allocated something while allocations were tracked; line and column from 1, 0 for V8's own. */
export interface TraceFunction {
  readonly name: string
  readonly scriptId: string
  readonly url: string
  readonly line: number
  readonly column: number
}

/** Calls that led to allocations; `function` is an index of the list of them. */
export interface TraceNode {
  readonly id: number
  readonly function: number
  readonly count: number
  readonly bytes: number
  readonly children: readonly TraceNode[]
}

/** @param infos rows of these fields */
export function readTraceFunctions(
  infos: readonly number[],
  strings: readonly string[],
  fields: readonly string[],
): TraceFunction[] {
  const layout = layoutOf(fields)
  return Array.from({ length: infos.length / fields.length }, (_, nth) => {
    const at = (column: string): number => infos[nth * fields.length + (layout[column] ?? 0)] ?? 0
    return {
      name: strings[at('name')] ?? '',
      scriptId: String(at('script_id')),
      url: strings[at('script_name')] ?? '',
      line: at('line'),
      column: at('column'),
    }
  })
}

/** Rows of five, the last of which holds rows in turn. */
export function readTraceTree(rows: readonly unknown[]): TraceNode[] {
  return Array.from({ length: rows.length / 5 }, (_, nth) => {
    const [id, fn, count, bytes, children] = rows.slice(nth * 5, nth * 5 + 5) as [
      number,
      number,
      number,
      number,
      readonly unknown[],
    ]
    return { id, function: fn, count, bytes, children: readTraceTree(children) }
  })
}
