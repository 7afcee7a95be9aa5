import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Vitest } from 'vitest/node'
import type { WorkerOptions } from '../../src/core/options/skillperf-options.ts'
import { prepareProjects } from '../../src/main/prepare-projects.ts'

interface FakeProject {
  readonly name: string
  readonly config: { readonly setupFiles: string[]; readonly pool: string }
  readonly provided: unknown[]
  isBrowserEnabled(): boolean
  provide(key: string, value: unknown): void
}

function fakeProject(name: string, browser = false): FakeProject {
  const provided: unknown[] = []
  return {
    name,
    config: { setupFiles: ['/user/setup.ts'], pool: 'forks' },
    provided,
    isBrowserEnabled: () => browser,
    provide: (key, value) => void provided.push([key, value]),
  }
}

const unwatched: string[] = []

function fakeVitest(...projects: readonly FakeProject[]): Vitest {
  const root = mkdtempSync(join(tmpdir(), 'skillperf-prepare-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  unwatched.length = 0
  const vite = {
    watcher: { unwatch: (path: string) => void unwatched.push(path) },
    config: { configFile: '/user/vitest.config.ts' },
  }
  return { config: { root }, projects, vite } as unknown as Vitest
}

const options: WorkerOptions = { seed: 7, sla: { p95: 100 }, inconclusive: 'warn', attempts: 'here' }

test('puts the setup first, once, and the options every time', () => {
  const project = fakeProject('unit')
  const vitest = fakeVitest(project)
  expect(prepareProjects(vitest, () => options)).toStrictEqual([])
  expect(prepareProjects(vitest, () => ({ ...options, seed: 8 }))).toStrictEqual([])
  const stub = join(vitest.config.root, '.vitest', 'skillperf', 'setup.mjs')
  expect(project.config.setupFiles).toStrictEqual([stub, '/user/setup.ts'])
  expect(unwatched).toStrictEqual([stub])
  expect(project.provided).toStrictEqual([
    ['skillperf', options],
    ['skillperf', { ...options, seed: 8 }],
  ])
})

test('says which spans are opened, where the options do', () => {
  const project = fakeProject('unit')
  prepareProjects(fakeVitest(project), () => ({ ...options, spans: ['fs'] }))
  expect(project.provided).toStrictEqual([['skillperf', { ...options, spans: ['fs'] }]])
})

test('writes one setup for all projects', () => {
  const projects = [fakeProject('unit'), fakeProject('web'), fakeProject('e2e')]
  prepareProjects(fakeVitest(...projects), () => options)
  expect(new Set(projects.map((project) => project.config.setupFiles[0])).size).toBe(1)
  expect(unwatched).toHaveLength(1)
})

test('provides plain data only: it is cloned into the workers', () => {
  const project = fakeProject('unit')
  const more = { ...options, json: 'report.json', conflicts: [], fn: () => {} }
  prepareProjects(fakeVitest(project), () => more)
  expect(project.provided).toStrictEqual([['skillperf', options]])
})

test('says how a test can be run again, with the options that the workers get', () => {
  const project = fakeProject('unit')
  const vitest = fakeVitest(project)
  const given = { seed: 7, sla: { p95: 100 }, inconclusive: 'fail' } as const
  prepareProjects(vitest, () => given)
  expect(project.provided).toMatchObject([
    [
      'skillperf',
      {
        ...given,
        attempts: {
          node: process.execPath,
          script: expect.stringMatching(/attempt-script\.js$/) as string,
          request: {
            root: vitest.config.root,
            config: '/user/vitest.config.ts',
            project: 'unit',
            pool: 'forks',
            options: given,
          },
        },
      },
    ],
  ])
})

test('tells workers where to leave their progress, only where somebody looks', () => {
  const project = fakeProject('unit')
  const vitest = fakeVitest(project)
  prepareProjects(vitest, () => ({ ...options, progress: '/tmp/live' }))
  expect(project.provided).toStrictEqual([['skillperf', { ...options, progress: '/tmp/live' }]])
})

test('tells workers how wide the terminal is', () => {
  const project = fakeProject('unit')
  prepareProjects(fakeVitest(project), () => ({ ...options, columns: 60 }))
  expect(project.provided).toStrictEqual([['skillperf', { ...options, columns: 60 }]])
})

test('leaves browser projects alone, with a note', () => {
  const [web, node] = [fakeProject('web \u001B[31mred', true), fakeProject('node')]
  expect(prepareProjects(fakeVitest(web, node), () => options)).toStrictEqual([
    'the browser project "web red" was left alone: skillperf measures in Node',
  ])
  expect(web.config.setupFiles).toStrictEqual(['/user/setup.ts'])
  expect(web.provided).toStrictEqual([])
  expect(node.config.setupFiles).toHaveLength(2)
})
