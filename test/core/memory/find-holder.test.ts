import { describe, expect, test } from 'vitest'
import type { FoundHolder } from '../../../src/core/memory/find-holder.ts'
import { findHolder } from '../../../src/core/memory/find-holder.ts'
import type { HeapObject } from './heap-text.ts'
import { heapOf } from './heap-text.ts'

const USERS = 7
const LIBRARYS = 8
const NEW = 1_000

/** A module of the user's whose functions see some variables, beside what else there is. */
function find(
  variables: readonly (readonly [string, string])[],
  objects: Readonly<Record<string, HeapObject>>,
): FoundHolder | undefined {
  const { graph } = heapOf({
    root: { type: 'synthetic', name: '', edges: [['element', 1, 'remember']] },
    remember: {
      type: 'closure',
      name: 'remember',
      place: [USERS, 3, 10],
      edges: [['internal', 'context', 'scope']],
    },
    scope: {
      name: 'system / Context',
      edges: variables.map(([name, to]) => ['context', name, to] as const),
    },
    ...objects,
  })
  return findHolder(graph, {
    lastOldId: NEW,
    isUsers: ({ scriptId }) => scriptId === String(USERS),
  })
}

function what(found: FoundHolder | undefined): unknown {
  return found && { type: found.type, variable: found.variable, path: found.path.join(' → ') }
}

test('nothing new has no holder', () => {
  expect(find([['sessions', 'sessions']], { sessions: { name: 'Map' } })).toBeUndefined()
})

test('a Map in a variable of a module, whose table has been replaced', () => {
  const found = find([['sessions', 'sessions']], {
    sessions: { name: 'Map', edges: [['internal', 'table', 'table']] },
    table: {
      type: 'array',
      name: '',
      id: NEW + 1,
      size: 400,
      edges: [
        ['internal', '1', 'first'],
        ['internal', '2', 'second'],
      ],
    },
    first: { name: 'Object', id: NEW + 3, size: 24, edges: [['property', 'data', 'text']] },
    second: { name: 'Object', id: NEW + 5, size: 24 },
    text: { type: 'string', name: 'secret', id: NEW + 7, size: 600 },
  })
  expect(what(found)).toStrictEqual({
    type: 'Map',
    variable: 'sessions',
    path: 'remember → context → sessions: Map → [table] → Object → data: string',
  })
  expect(found).toMatchObject({ bytes: 1_048, bytesOfAll: 1_048 })
  expect(found?.kinds).toMatchObject([
    { name: '(string)', count: 1, bytes: 600, properties: [] },
    { name: 'Object', count: 2, bytes: 48, properties: ['data'] },
    { name: '(array)', count: 1, bytes: 400, properties: [] },
  ])
})

describe('the name of a container', () => {
  test('goes on with the properties that lead to it', () => {
    const found = find([['plan', 'plan']], {
      plan: {
        name: 'Object',
        edges: [
          ['property', 'title', 'title'],
          ['property', 'steps', 'steps'],
        ],
      },
      title: { type: 'string', name: 'plan' },
      steps: { name: 'Array', edges: [['internal', 'elements', 'elements']] },
      elements: { type: 'array', name: '(object elements)', edges: [['element', 0, 'step']] },
      step: { name: 'Step', id: NEW + 1 },
    })
    expect(what(found)).toStrictEqual({
      type: 'Array',
      variable: 'plan.steps',
      path: 'remember → context → plan: Object → steps: Array → [elements] → Step',
    })
  })

  test('ends where several properties have a part of it', () => {
    const found = find([['state', 'state']], {
      state: {
        name: 'State',
        edges: [
          ['property', 'rows', 'rows'],
          ['property', 'log', 'log'],
        ],
      },
      rows: { name: 'Array', edges: [['element', 0, 'row']] },
      row: { name: 'Object', id: NEW + 1 },
      log: { name: 'Array', edges: [['element', 0, 'line']] },
      line: { name: 'Object', id: NEW + 3 },
    })
    expect(what(found)).toStrictEqual({
      type: 'State',
      variable: 'state',
      path: 'remember → context → state: State → rows: Array → Object',
    })
  })

  test('is the first one of a list', () => {
    const found = find([['chain', 'a']], {
      a: { name: 'Link', edges: [['property', 'next', 'b']] },
      b: { name: 'Link', edges: [['property', 'next', 'c']] },
      c: { name: 'Link', id: NEW + 1, edges: [['property', 'next', 'd']] },
      d: { name: 'Link', id: NEW + 3 },
    })
    expect(what(found)).toStrictEqual({
      type: 'Link',
      variable: 'chain',
      path: 'remember → context → chain: Link → next: Link ×2',
    })
  })

  test('leaves out what libraries keep for themselves, and Node', () => {
    const emitter = find([['bus', 'bus']], {
      bus: { name: 'EventEmitter', edges: [['property', '_events', 'events']] },
      events: { name: 'Object', edges: [['property', 'change', 'listeners']] },
      listeners: { name: 'Array', edges: [['element', 0, 'listener']] },
      listener: { type: 'closure', name: 'hear', id: NEW + 1 },
    })
    expect(what(emitter)).toStrictEqual({
      type: 'EventEmitter',
      variable: 'bus',
      path: 'remember → context → bus: EventEmitter → _events: Object → change: Array → closure',
    })
  })

  test.for([
    ['LRUCache', LIBRARYS, 'LRUCache', 'answers'],
    ['Answers', USERS, 'Map', 'answers.#entries'],
  ] as const)('has private fields of classes that are the user’s: %s', ([name, script, type, variable]) => {
    const found = find([['answers', 'answers']], {
      answers: { name, place: [script, 1, 1], edges: [['property', '#entries', 'entries']] },
      entries: { name: 'Map', edges: [['internal', 'table', 'table']] },
      table: { type: 'array', name: '', edges: [['element', 0, 'answer']] },
      answer: { name: 'Object', id: NEW + 1 },
    })
    expect(found).toMatchObject({ type, variable })
  })

  test('is that of the variable itself where its value is new', () => {
    const found = find([['log', 'log']], {
      log: {
        type: 'concatenated string',
        name: 'ab',
        id: NEW + 1,
        edges: [['internal', 'first', 'first']],
      },
      first: { type: 'string', name: 'a', id: NEW + 3 },
    })
    expect(what(found)).toStrictEqual({
      type: 'string',
      variable: 'log',
      path: 'remember → context → log: string',
    })
  })
})

test('the user’s variable is named, not the one of the library behind it', () => {
  const found = find([['limit', 'limit']], {
    limit: {
      type: 'closure',
      name: 'generator',
      place: [LIBRARYS, 9, 4],
      edges: [['internal', 'context', 'closed']],
    },
    closed: { name: 'system / Context', edges: [['context', 'queue', 'queue']] },
    queue: { name: 'Queue', edges: [['property', '#head', 'head']] },
    head: { name: 'Node', id: NEW + 1 },
  })
  expect(what(found)).toStrictEqual({
    type: 'closure',
    variable: 'limit',
    path: 'remember → context → limit: closure → context → queue: Queue → #head: Node',
  })
})

test('a global variable is one, too', () => {
  const { graph } = heapOf({
    root: { type: 'synthetic', name: '', edges: [['shortcut', 'global', 'global']] },
    global: { name: 'global', edges: [['property', 'process', 'process']] },
    process: { name: 'process', edges: [['property', '_events', 'events']] },
    events: { name: 'Object', edges: [['property', 'exit', 'listener']] },
    listener: { type: 'closure', name: 'cleanUp', id: NEW + 1 },
  })
  const found = findHolder(graph, { lastOldId: NEW, isUsers: () => false })
  expect(found).toMatchObject({ fn: -1, scope: 1 })
  expect(what(found)).toStrictEqual({
    type: 'process',
    variable: 'process',
    path: 'process: process → _events: Object → exit: closure',
  })
})

test('without a variable, it is what has held it before', () => {
  const { graph } = heapOf({
    root: { type: 'synthetic', name: '', edges: [['element', 1, 'handles']] },
    handles: { type: 'synthetic', name: '(Global handles)', edges: [['element', 1, 'socket']] },
    socket: { name: 'Socket', edges: [['property', 'chunks', 'chunks']] },
    chunks: { name: 'Array', edges: [['element', 1, 'chunk']] },
    chunk: { name: 'Buffer', id: NEW + 1 },
  })
  const found = findHolder(graph, { lastOldId: NEW, isUsers: () => true })
  expect(what(found)).toStrictEqual({
    type: 'Socket',
    variable: undefined,
    path: '(Global handles) → Socket → chunks: Array → Buffer',
  })
})

test('variables of a block have no names in a snapshot, and are asked for', () => {
  const heap = {
    root: { type: 'synthetic', name: '', edges: [['element', 1, 'remember']] },
    remember: {
      type: 'closure',
      name: 'remember',
      id: 77,
      place: [USERS, 3, 10],
      edges: [['internal', 'context', 'scope']],
    },
    scope: {
      name: 'system / Context',
      edges: [
        ['internal', 'scope_info', 'info'],
        ['hidden', 0, 'imported'],
        ['hidden', 1, 'sessions'],
      ],
    },
    info: {
      type: 'code',
      name: 'system / ScopeInfo',
      edges: [
        ['hidden', 0, 'firstName'],
        ['hidden', 1, 'secondName'],
        ['hidden', 2, 'thirdName'],
      ],
    },
    firstName: { type: 'string', name: '__vi_import_0__' },
    // A small integer, of which V8 gives no value.
    secondName: { type: 'string', name: 'calls' },
    thirdName: { type: 'string', name: 'sessions' },
    imported: { name: 'Module', edges: [['property', 'cache', 'cache']] },
    cache: { name: 'Set', edges: [['element', 0, 'few']] },
    few: { name: 'Object', id: NEW + 1 },
    sessions: { name: 'Map', id: 99, edges: [['element', 0, 'many']] },
    many: { name: 'Object', id: NEW + 3, size: 400 },
  } as const
  const { graph } = heapOf(heap)
  const asked: (readonly [number, string])[] = []
  const found = findHolder(graph, {
    lastOldId: NEW,
    isUsers: ({ scriptId }) => scriptId === String(USERS),
    askName(functionId, value) {
      asked.push([functionId, graph.name(value)])
      return 'sessions'
    },
  })
  expect(asked).toStrictEqual([[77, 'Map']])
  expect(what(found)).toStrictEqual({
    type: 'Map',
    variable: 'sessions',
    path: 'remember → context → sessions: Map → Object',
  })
  expect(findHolder(graph, { lastOldId: NEW, isUsers: () => true })).toMatchObject({
    type: 'Map',
    variable: undefined,
    path: ['remember', 'context', 'Map', 'Object'],
  })
})

test('memory beside the heap counts for what it belongs to, and the engine’s own not at all', () => {
  const found = find([['images', 'images']], {
    images: {
      name: 'Array',
      edges: [
        ['element', 0, 'image'],
        ['internal', 'map', 'map'],
      ],
    },
    map: { type: 'object shape', name: 'system / Map', id: NEW + 9, size: 9_000 },
    image: { name: 'ArrayBuffer', id: NEW + 1, edges: [['internal', 'backing_store', 'store']] },
    // Its id says nothing: V8 takes it from the address.
    store: { type: 'native', name: 'system / JSArrayBufferData', id: 4, size: 4_096 },
  })
  expect(found).toMatchObject({ type: 'Array', variable: 'images', bytes: 4_112 })
  expect(found?.kinds).toMatchObject([{ name: 'ArrayBuffer', count: 1, bytes: 4_112 }])
})
