import { describe, expect, test } from 'vitest'
import { pairTasks } from '../../../src/worker/duet/pair-tasks.ts'
import type { RunnerTask } from '../../../src/worker/duet/pair-tasks.ts'

const testOf = (name: string, mode = 'run'): RunnerTask => ({
  type: 'test',
  name,
  mode,
  concurrent: true,
  retry: 2,
})
const suiteOf = (name: string, ...tasks: RunnerTask[]): RunnerTask => ({
  type: 'suite',
  name,
  mode: 'run',
  tasks,
})
const all = (): boolean => true
/** Names of what will run, in its order. */
const running = (suite: RunnerTask, path = ''): string[] =>
  suite.mode === 'skip'
    ? []
    : (suite.tasks ?? [testOf('')]).flatMap((task) =>
        task.tasks === undefined
          ? task.mode === 'run'
            ? [`${path}${task.name}`]
            : []
          : running(task, `${path}${task.name}/`),
      )

describe('pairTasks', () => {
  test('brings both sides into the order of the new one, and leaves out what one of them has not', () => {
    const before = suiteOf('old', suiteOf('b', testOf('2'), testOf('1')), testOf('gone'), testOf('a'))
    const after = suiteOf('new', testOf('a'), suiteOf('b', testOf('1'), testOf('come'), testOf('2')))
    const pairs = pairTasks(before, after, all)
    expect(pairs.map(({ names }) => names.join('/'))).toStrictEqual(['a', 'b/1', 'b/2'])
    expect(running(before)).toStrictEqual(['a', 'b/1', 'b/2'])
    expect(running(after)).toStrictEqual(['a', 'b/1', 'b/2'])
    expect(pairs.every((pair) => pair.old.concurrent === false && pair.new.retry === 0)).toBe(true)
  })

  test('leaves out both when one of them does not run', () => {
    const before = suiteOf('old', testOf('a', 'skip'), testOf('b'))
    const after = suiteOf('new', testOf('a'), testOf('b'))
    expect(pairTasks(before, after, all).map(({ names }) => names)).toStrictEqual([['b']])
    expect(running(after)).toStrictEqual(['b'])
  })

  test('tells tests of one name apart by their order', () => {
    const before = suiteOf('old', testOf('a'), testOf('a'))
    const after = suiteOf('new', testOf('a'), testOf('a'), testOf('a'))
    expect(pairTasks(before, after, all)).toHaveLength(2)
    expect(running(after)).toStrictEqual(['a', 'a'])
  })

  test('keeps to the tests that are wanted, and runs no hooks of suites without any', () => {
    const trees = ['old', 'new'].map((name) => suiteOf(name, suiteOf('s', testOf('a')), testOf('b')))
    const [before, after] = trees
    if (before === undefined || after === undefined) throw new Error('there are two')
    const pairs = pairTasks(before, after, (names) => names.join('/') === 'b')
    expect(pairs.map(({ names }) => names)).toStrictEqual([['b']])
    expect(after.tasks?.map(({ mode }) => mode)).toStrictEqual(['skip', 'run'])
  })
})
