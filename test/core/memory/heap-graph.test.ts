import { expect, test } from 'vitest'
import { heapOf } from './heap-text.ts'

test('a graph tells nodes, edges and places', () => {
  const { graph, node } = heapOf({
    root: {
      type: 'synthetic',
      name: '',
      size: 0,
      edges: [
        ['element', 3, 'remember'],
        ['context', 'sessions', 'sessions'],
      ],
    },
    remember: { type: 'closure', name: 'remember', id: 11, size: 64, place: [7, 12, 3] },
    sessions: { name: 'Map', id: 13, edges: [['property', 'size', 'root']] },
  })
  expect(graph.nodeCount).toBe(3)
  const fn = node('remember')
  expect([graph.type(fn), graph.name(fn), graph.id(fn), graph.size(fn)]).toStrictEqual([
    'closure',
    'remember',
    11,
    64,
  ])
  expect(graph.place(fn)).toStrictEqual({ scriptId: '7', line: 12, column: 3 })
  expect(graph.place(node('sessions'))).toBeUndefined()
  const edges = Array.from({ length: 3 }, (_, edge) => [
    graph.edgeType(edge),
    graph.edgeName(edge),
    graph.target(edge),
  ])
  expect(edges).toStrictEqual([
    ['element', '3', 1],
    ['context', 'sessions', 2],
    ['property', 'size', 0],
  ])
  expect([0, 1, 2, 3].map((node) => graph.firstEdge(node))).toStrictEqual([0, 2, 2, 3])
})
