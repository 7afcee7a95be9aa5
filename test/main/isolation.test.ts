import { expect, test } from 'vitest'
import type { TestProject, Vitest } from 'vitest/node'
import { isolate } from '../../src/main/isolation.ts'
import { markOf } from '../../src/main/perf-project.ts'
import type { PerfProject } from '../../src/main/perf-project.ts'
import { stateOf } from '../../src/main/vitest-state.ts'

/** The least of a project that isolation looks at. */
interface FakeConfig {
  name: string
  root: string
  include: string[]
  exclude: string[]
  isolate: boolean
  maxWorkers: number
  testTimeout: number
  sequence: { groupOrder: number; concurrent: boolean }
  [more: string]: unknown
}

const TESTS = ['/p/a.test.ts', '/p/b.perf.test.ts']

function fakeConfig(overrides: Partial<FakeConfig> = {}): FakeConfig {
  return {
    name: '',
    root: '/p',
    include: ['**/*.test.ts'],
    exclude: ['old/**'],
    isolate: true,
    maxWorkers: 4,
    testTimeout: 5000,
    sequence: { groupOrder: 0, concurrent: true },
    project: [],
    setupFiles: ['/p/setup.ts'],
    globalSetup: ['/p/global.ts'],
    ...overrides,
  }
}

function fakeProject(config: FakeConfig, files: readonly string[], browser = false): TestProject {
  return {
    config,
    name: config.name,
    isBrowserEnabled: () => browser,
    async globTestFiles(this: TestProject) {
      const perf = this.config.include.some((glob) => glob.includes('.perf.'))
      return { testFiles: files.filter((file) => !perf || file.includes('.perf.')) }
    },
  } as unknown as TestProject
}

interface Fakes {
  readonly vitest: Vitest
  readonly injected: PerfProject[]
  readonly run: () => Promise<void>
}

function fakes(
  root: FakeConfig,
  { files = TESTS, browser = false, configFile = '/p/vitest.config.ts' } = {},
): Fakes {
  const injected: PerfProject[] = []
  const projects = [fakeProject(root, files, browser)]
  const vitest = { config: root, projects, vite: { config: { configFile } } } as unknown as Vitest
  const inject = async (project: unknown): Promise<TestProject[]> => {
    const { test } = project as PerfProject
    injected.push(project as PerfProject)
    const perf = fakeProject({ ...fakeConfig(), ...test } as FakeConfig, files)
    projects.push(perf)
    return [perf]
  }
  return { vitest, injected, run: () => isolate({ vitest, inject, globs: ['**/*.perf.test.ts'] }) }
}

test('makes one project, whoever asks, which is like its parent but runs alone', async () => {
  const root = fakeConfig({ testTimeout: 7000, pool: 'threads', environment: 'jsdom' })
  const { vitest, injected, run } = fakes(root)
  await Promise.all([run(), run()])
  expect(injected).toHaveLength(1)
  const perf = vitest.projects[1]?.config
  expect(perf).toMatchObject({
    name: 'perf',
    environment: 'jsdom',
    include: ['**/*.perf.test.ts'],
    exclude: ['old/**'],
    pool: 'forks',
    isolate: true,
    maxWorkers: 1,
    maxConcurrency: 1,
    testTimeout: 7000,
    sequence: { groupOrder: 1, concurrent: false },
    globalSetup: [],
  })
  expect(perf?.setupFiles).toStrictEqual(root['setupFiles'])
  expect(perf?.setupFiles, 'a list of its own').not.toBe(root['setupFiles'])
  expect(perf && markOf(perf)).toMatchObject({ partOf: '' })
  expect(root).toMatchObject({
    exclude: ['old/**', '**/*.perf.test.ts'],
    pool: 'threads',
    globalSetup: ['/p/global.ts'],
  })
})

test.for<[string, Partial<FakeConfig>, number, number]>([
  ['an order of its own', { sequence: { groupOrder: 41, concurrent: false } }, 41, 42],
  ['one worker, so that Vitest keeps them for the end', { maxWorkers: 1 }, 1, 2],
  ['one worker and an order', { maxWorkers: 1, sequence: { groupOrder: 3, concurrent: false } }, 3, 4],
  ['one worker that is not isolated', { maxWorkers: 1, isolate: false }, 0, 1],
])('comes after projects with %s', async ([, overrides, others, own]) => {
  const { vitest, run } = fakes(fakeConfig(overrides))
  await run()
  expect(vitest.projects.map(({ config }) => config.sequence.groupOrder)).toStrictEqual([others, own])
})

test.for<[string, Parameters<typeof fakes>]>([
  ['without perf files', [fakeConfig(), { files: ['/p/a.test.ts'] }]],
  ['for a browser', [fakeConfig(), { browser: true }]],
  ['for benchmarks', [fakeConfig({ mode: 'benchmark' })]],
  ['for benchmarks alone', [fakeConfig({ cliOptions: { benchmarkOnly: true } })]],
  ['where projects are declared', [fakeConfig({ projects: [] })]],
  ['where --project leaves it out', [fakeConfig({ project: ['!perf'] })]],
  ['without a config file', [fakeConfig(), { configFile: '' }]],
])('makes none %s', async ([name, args]) => {
  const { vitest, injected, run } = fakes(...args)
  await run()
  expect(injected).toStrictEqual([])
  const { leftOut, obstacle } = stateOf(vitest).outcomes.get(vitest.config) ?? {}
  expect(leftOut ?? []).toStrictEqual(name.includes('--project') ? ['/p/b.perf.test.ts'] : [])
  expect(obstacle).toBe(
    name.includes('config file') ? 'that takes a config file, and Vitest was started without one' : undefined,
  )
  // What runs nowhere else stays where it was.
  expect(vitest.projects[0]?.config.exclude).toStrictEqual(
    name.includes('--project') ? ['old/**', '**/*.perf.test.ts'] : ['old/**'],
  )
})

test('whoever asks for a project asks for its perf files', async () => {
  const { vitest, injected, run } = fakes(fakeConfig({ name: 'app', project: ['app'] }))
  await run()
  expect(injected).toHaveLength(1)
  expect(vitest.config.project).toStrictEqual(['app', 'perf'])
})

test('merged blobs name the project, whether or not its files are there', async () => {
  const { injected, run } = fakes(fakeConfig({ mergeReports: 'blobs' }), { files: [] })
  await run()
  expect(injected).toHaveLength(1)
})
