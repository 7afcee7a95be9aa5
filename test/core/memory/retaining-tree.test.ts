import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HeapGraph } from '../../../src/core/memory/heap-graph.ts'
import type { RetainingTree } from '../../../src/core/memory/retaining-tree.ts'
import { retainingTree } from '../../../src/core/memory/retaining-tree.ts'
import type { HeapObject } from './heap-text.ts'
import { heapOf } from './heap-text.ts'

/** Names from the root to a node; undefined where there is no way. */
function way(graph: HeapGraph, tree: RetainingTree, node: number): readonly string[] | undefined {
  if (!tree.order.includes(node)) return undefined
  const names: string[] = []
  for (let at = node; at !== -1; at = tree.parent[at] ?? -1) names.unshift(graph.name(at))
  return names
}

test('weak references keep nothing', () => {
  const { graph, node } = heapOf({
    root: { name: 'root', edges: [['weak', 'target', 'target']] },
    target: { name: 'target' },
  })
  expect(way(graph, retainingTree(graph), node('target'))).toBeUndefined()
})

test('what a WeakMap has for a key is kept by the key', () => {
  const pair = '1 / part of key (Object @7) -> value (Object @9) pair in WeakMap (table @5)'
  const { graph, node } = heapOf({
    root: {
      name: 'root',
      edges: [
        ['property', 'tags', 'table'],
        ['property', 'keys', 'keys'],
      ],
    },
    table: { type: 'array', name: 'table', id: 5, edges: [['internal', pair, 'value']] },
    keys: { name: 'keys', id: 3, edges: [['element', 0, 'key']] },
    key: { name: 'key', id: 7, edges: [['internal', pair, 'value']] },
    value: { name: 'value', id: 9 },
  })
  expect(way(graph, retainingTree(graph), node('value'))).toStrictEqual(['root', 'keys', 'key', 'value'])
})

test('the stack holds only what nothing else holds', () => {
  const { graph, node } = heapOf({
    root: {
      name: 'root',
      edges: [
        ['element', 1, 'stack'],
        ['element', 2, 'module'],
      ],
    },
    stack: {
      type: 'synthetic',
      name: '(Stack roots)',
      edges: [
        ['element', 0, 'kept'],
        ['element', 1, 'local'],
      ],
    },
    module: { name: 'module', edges: [['context', 'cache', 'cache']] },
    cache: { name: 'cache', edges: [['element', 0, 'kept']] },
    kept: { name: 'kept' },
    local: { name: 'local' },
  })
  const tree = retainingTree(graph)
  expect(way(graph, tree, node('kept'))).toStrictEqual(['root', 'module', 'cache', 'kept'])
  expect(way(graph, tree, node('local'))).toStrictEqual(['root', '(Stack roots)', 'local'])
})

test('each way is a shortest one, and leads over edges that are there', () => {
  const edges = fc.array(fc.tuple(fc.nat(11), fc.nat(11), fc.constantFrom('property', 'weak')), {
    maxLength: 40,
  })
  fc.assert(
    fc.property(edges, (edges) => {
      const objects = Object.fromEntries(
        Array.from({ length: 12 }, (_, from): [string, HeapObject] => [
          `n${from}`,
          {
            name: `n${from}`,
            edges: edges
              .filter(([source]) => source === from)
              .map(([, to, type]) => [type, `to ${to}`, `n${to}`]),
          },
        ]),
      )
      const { graph } = heapOf(objects)
      const tree = retainingTree(graph)
      const depths = depthsOf(edges.filter(([, , type]) => type !== 'weak'))
      for (let node = 0; node < 12; node++) {
        expect(way(graph, tree, node)?.length).toBe(depths[node])
        const edge = tree.edgeTo[node] ?? -1
        if (edge !== -1) expect(graph.target(edge)).toBe(node)
      }
    }),
  )
})

/** By relaxing all edges until nothing changes; nodes on a way, both ends included. */
function depthsOf(edges: readonly (readonly [number, number, string])[]): (number | undefined)[] {
  const depths: (number | undefined)[] = [1]
  for (let round = 0; round < 12; round++) {
    for (const [from, to] of edges) {
      const depth = depths[from]
      if (depth !== undefined) depths[to] = Math.min(depths[to] ?? Infinity, depth + 1)
    }
  }
  return depths
}
