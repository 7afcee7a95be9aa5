import { describe, expect, test } from 'vitest'
import { identifyTest } from '../../src/worker/test-identity.ts'
import type { NamedTask } from '../../src/worker/test-identity.ts'

/** Tasks as Vitest makes them: each knows its suite and its file. */
interface Task {
  name: string
  suite?: Task | undefined
  tasks?: Task[]
  file?: Task
  filepath?: string
}

type Tree = string | { readonly name: string; readonly tasks: readonly Tree[] }

/** A file of these tests and suites. */
function fileOf(...trees: readonly Tree[]): Task & { readonly tasks: Task[] } {
  const file: Task & { tasks: Task[] } = {
    name: 'skill.test.ts',
    filepath: '/project/skill.test.ts',
    tasks: [],
  }
  const grow = (tree: Tree, suite: Task | undefined): Task => {
    const task: Task = { name: typeof tree === 'string' ? tree : tree.name, suite, file }
    if (typeof tree !== 'string') task.tasks = tree.tasks.map((child) => grow(child, task))
    return task
  }
  file.tasks = trees.map((tree) => grow(tree, undefined))
  return file
}

/** All tests of a file, in order. */
function testsOf(task: Task): Task[] {
  return task.tasks === undefined ? [task] : task.tasks.flatMap(testsOf)
}

function suite(name: string, ...tasks: readonly Tree[]): Tree {
  return { name, tasks }
}

describe('identifyTest', () => {
  test('has the names of all suites, the outermost first, and its own', () => {
    const file = fileOf(suite('outer', suite('inner', 'a test')))
    expect(testsOf(file).map((task) => identifyTest(task))).toStrictEqual([
      { name: 'a test', names: ['outer', 'inner', 'a test'], file: '/project/skill.test.ts', nth: 0 },
    ])
  })

  test.for<[string, Tree[], number[]]>([
    ['tests of different names', ['a', 'b', 'c'], [0, 0, 0]],
    ['tests of the same name', ['a', 'b', 'a', 'a'], [0, 0, 1, 2]],
    ['the same name in different suites', [suite('x', 'a'), suite('y', 'a'), 'a'], [0, 0, 0]],
    ['suites of the same name', [suite('x', 'a', 'b'), suite('x', 'b', 'a')], [0, 0, 1, 1]],
    ['a suite within one of the same name', [suite('x', suite('x', 'a'), 'a')], [0, 0]],
    [
      'names that look alike when they are joined',
      [suite('a > b', 'c'), suite('a', suite('b', 'c'))],
      [0, 0],
    ],
    ['a test with the name of a suite', [suite('x', 'x'), 'x'], [0, 0]],
    ['empty suites between', [suite('x'), 'a', suite('x', suite('y')), 'a'], [0, 1]],
    ['names that are empty', ['', ''], [0, 1]],
  ])('counts %s: %o', ([, trees, expected]) => {
    const file = fileOf(...trees)
    expect(
      testsOf(file)
        .filter((task) => task.tasks === undefined)
        .map((task) => identifyTest(task).nth),
    ).toStrictEqual(expected)
  })

  test('tells every test of a file apart', () => {
    const tree = (depth: number): Tree[] =>
      depth === 0
        ? ['a', 'b', 'a']
        : ['a', suite('a', ...tree(depth - 1)), suite('b', ...tree(depth - 1)), suite('a', 'a')]
    const tests = testsOf(fileOf(...tree(4)))
    const found = tests.map((task) => JSON.stringify(identifyTest(task)))
    expect(new Set(found).size).toBe(tests.length)
  })

  test.for<[string, NamedTask]>([
    ['without a file', { name: 'a test' }],
    ['in a file that knows no path', { name: 'a test', file: {} }],
    ['in a file that does not list it', { name: 'a test', file: { tasks: [{ name: 'a test' }] } }],
  ])('makes do with a test %s', ([, task]) => {
    expect(identifyTest(task)).toStrictEqual({ name: 'a test', names: ['a test'], file: '', nth: 0 })
  })
})
