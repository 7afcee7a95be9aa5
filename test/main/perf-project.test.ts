import { expect, test } from 'vitest'
import { declaredPerfProjects, markOf, ownPerfProject, perfProject } from '../../src/main/perf-project.ts'
import type { PerfProjectOptions } from '../../src/main/perf-project.ts'
import { thrownBy } from '../helpers/thrown-by.ts'

const GLOB = '**/*.perf.{test,spec}.?(c|m)[jt]s?(x)'
const ALONE = {
  pool: 'forks',
  isolate: true,
  maxWorkers: 1,
  maxConcurrency: 1,
  benchmark: { enabled: false, include: [] },
  typecheck: { enabled: false },
}

test('is a project for `test.projects`', () => {
  expect(perfProject()).toStrictEqual({
    extends: true,
    test: {
      ...ALONE,
      name: 'perf',
      include: [GLOB],
      sequence: { groupOrder: 1, concurrent: false },
      provide: { 'skillperf:perf': { include: [GLOB], hasTimeout: false } },
    },
  })
})

test('takes what else a project may have', () => {
  const test = {
    environment: 'node',
    testTimeout: 120_000,
    sequence: { hooks: 'list' },
    env: { KEY: 'value' },
  } as const
  expect(
    perfProject({
      name: 'api perf',
      include: 'perf/*.ts',
      extends: './api.config.ts',
      root: 'packages/api',
      test,
    }),
  ).toStrictEqual({
    extends: './api.config.ts',
    root: 'packages/api',
    test: {
      ...ALONE,
      name: 'api perf',
      include: ['perf/*.ts'],
      environment: 'node',
      testTimeout: 120_000,
      env: { KEY: 'value' },
      sequence: { groupOrder: 1, hooks: 'list', concurrent: false },
      provide: { 'skillperf:perf': { include: ['perf/*.ts'], hasTimeout: true } },
    },
  })
})

test('takes name and globs from `test`, too', () => {
  const { test } = perfProject({ test: { name: { label: 'slow', color: 'red' }, include: ['slow/*.ts'] } })
  expect(test).toMatchObject({ name: { label: 'slow', color: 'red' }, include: ['slow/*.ts'] })
})

test('is found among declared projects, and knows what it is a part of', () => {
  const own = ownPerfProject('perf', ['a/**'], 'app')
  const found = declaredPerfProjects([
    'packages/*',
    { test: { name: 'unit' } },
    own,
    () => own,
    perfProject({ root: 'b' }),
  ])
  expect(found).toStrictEqual([
    { name: 'perf', root: undefined, mark: { include: ['a/**'], hasTimeout: false, partOf: 'app' } },
    { name: 'perf', root: 'b', mark: { include: [GLOB], hasTimeout: false } },
  ])
  expect(markOf({})).toBeUndefined()
})

const example = "Write for example { extends: true }, or { name: 'api perf', root: 'packages/api' }."

test.for<[unknown, string]>([
  ['perf', `options must be a plain object, received "perf". ${example}`],
  [{ glob: 'a' }, 'unknown option `glob`. Known: name, include, extends, root, test.'],
  [{ name: '' }, `\`name\` must be a text that is not empty, received "". ${example}`],
  [{ root: 5 }, `\`root\` must be a text that is not empty, received 5. ${example}`],
  [{ extends: false }, `\`extends\` must be a text that is not empty, received false. ${example}`],
  [{ extends: null }, `\`extends\` must be a text that is not empty, received null. ${example}`],
  [
    { include: [] },
    "`include` must be a glob or a list of globs, received an array of 0. Write for example 'perf/**/*.test.ts', or leave it out.",
  ],
])('refuses %o', ([value, message]) => {
  expect(thrownBy(() => perfProject(value as PerfProjectOptions)).message).toBe(
    `perfProject({ … }): ${message}`,
  )
})

test.for(['pool', 'isolate', 'maxWorkers', 'fileParallelism', 'maxConcurrency', 'benchmark'])(
  'refuses `test.%s`',
  (key) => {
    expect(thrownBy(() => perfProject({ test: { [key]: false } })).message).toBe(
      `perfProject({ … }) \`test\`: \`${key}\` is not yours to set, because its files run alone, in forks, one at a time, received false. Leave it out, or declare a project without perfProject.`,
    )
  },
)
