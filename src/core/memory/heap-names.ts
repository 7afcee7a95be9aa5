import type { HeapGraph } from './heap-graph.ts'

const STRINGS = new Set(['string', 'concatenated string', 'sliced string'])

/** What V8 has beside the program's own objects: code, shapes, its own records. */
const ENGINES = new Set(['code', 'synthetic', 'object shape'])

const SCOPE = /^system \/ \w*Context/

/** Stores that belong to an object: the elements of an array, the table of a Map. */
const STORES = new Set(['array', 'hidden', 'native'])

/** The variables of a function that closures use. */
export function isScope(graph: HeapGraph, node: number): boolean {
  // Only those: the names of strings are their whole texts.
  return graph.type(node) === 'object' && SCOPE.test(graph.name(node))
}

/** Of the engine's own, which a program neither makes nor keeps. */
export function isEngines(graph: HeapGraph, node: number): boolean {
  return ENGINES.has(graph.type(node))
}

/** Has no name that a program gave it, and belongs to what holds it. */
export function isStore(graph: HeapGraph, node: number): boolean {
  return STORES.has(graph.type(node))
}

/** The object that a program's global variables are properties of. */
export function isGlobal(graph: HeapGraph, node: number): boolean {
  return graph.type(node) === 'object' && /^(?:global|globalThis|Object \[global\])\b/.test(graph.name(node))
}

/** What something is, in a word: `Map`, `closure`, `string`, `scope`. */
export function typeLabel(graph: HeapGraph, node: number): string {
  const type = graph.type(node)
  if (isScope(graph, node)) return 'scope'
  if (STRINGS.has(type)) return 'string'
  if (type === 'closure' || type === 'symbol' || type === 'bigint' || type === 'number') return type
  if (type === 'regexp') return 'RegExp'
  return graph.name(node) || `(${type})`
}

/** As {@link typeLabel}, and which one of them: `closure remember`, `(sliced string)`, `(scope)`. */
export function kindLabel(graph: HeapGraph, node: number): string {
  const type = graph.type(node)
  const name = graph.name(node)
  if (STRINGS.has(type)) return `(${type})`
  if (type === 'closure') return name === '' ? 'closure' : `closure ${name}`
  if (type === 'number') return '(heap number)'
  return isScope(graph, node) ? '(scope)' : typeLabel(graph, node)
}
