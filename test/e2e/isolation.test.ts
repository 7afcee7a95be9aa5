import { describe, expect, test } from 'vitest'
import type { Report } from '../../src/core/report.ts'
import { SOAK } from '../helpers/soak.ts'
import { LANES, laneInTurn, vitestBin } from './support/lanes.ts'
import type { Lane } from './support/lanes.ts'
import { ourPart } from './support/output.ts'
import { createProject } from './support/project.ts'
import type { Project } from './support/project.ts'
import { runNode, runVitest, runVitestAlone } from './support/run-vitest.ts'
import { ranFiles, timed, timeline } from './support/timeline.ts'
import type { Entry } from './support/timeline.ts'
import { watchVitest } from './support/watch.ts'

const config = (plugin: string, more = ''): string => `
import { perfProject, skillperf } from 'skillperf'
import { defineConfig } from 'vitest/config'
export default defineConfig({ plugins: [${plugin}], test: { reporters: ['default', 'skillperf'], ${more} } })
`

const FILES = ['a.test.ts', 'b.test.ts', 'c.perf.test.ts', 'd.perf.test.ts']

function timedProject(lane: Lane, text = config('skillperf()'), files = FILES): Project {
  const timedFiles = files.map((file) => [file, timed(file.split('/').length - 1)])
  return createProject(lane, { ...Object.fromEntries(timedFiles), 'vitest.config.ts': text })
}

/** Notes of ours. */
function notes(stdout: string): readonly string[] {
  return ourPart(stdout)
    .split('\n')
    .flatMap((line) => (line.startsWith(' note  ') ? [line.replace(' note  ', '')] : []))
}

/** Project and file of each file in the report. */
function reported(project: Project): readonly (readonly [string, string])[] {
  const report = JSON.parse(project.read('.vitest/skillperf/report.json')) as Report
  return report.files.map(({ project, file }) => [project, file])
}

const isPerf = (entry: Entry): boolean => entry.file.includes('.perf.')

function expectAlone(entries: readonly Entry[]): void {
  const [perf, others] = [entries.filter(isPerf), entries.filter((entry) => !isPerf(entry))]
  const lastEnd = Math.max(...others.map((entry) => entry.end))
  expect(Math.min(...perf.map((entry) => entry.start)), 'after all others').toBeGreaterThanOrEqual(lastEnd)
  for (const [index, entry] of perf.entries()) {
    expect(entry.fork, 'in a fork').toBe(true)
    const before = perf[index - 1]
    if (before) expect(entry.start, 'one test at a time').toBeGreaterThanOrEqual(before.end)
  }
}

/** Each case in one of the lanes, in turn; in every lane when soaking. */
const lanes = <T>(cases: readonly T[]): readonly { lane: Lane; one: T }[] =>
  LANES.flatMap((lane, nth) =>
    cases.filter((_, i) => SOAK || i % LANES.length === nth).map((one) => ({ lane, one })),
  )

/** Every fourth one; all when soaking. */
const inTurn = (_: unknown, nth: number): boolean => SOAK || nth % 4 === 0

describe('perf files run alone, after all others', () => {
  const SETTINGS: readonly (readonly [string, string, ...string[]])[] = [
    ['by default', ''],
    ['with threads that are not isolated', '', '--pool=threads', '--no-isolate', '--maxWorkers=3'],
    ['with vmThreads', '', '--pool=vmThreads', '--maxWorkers=3'],
    ['with one worker', '', '--no-file-parallelism'],
    ['with one worker that is not isolated', '', '--maxWorkers=1', '--no-isolate'],
    [
      'with concurrent tests and a late order',
      `sequence: { groupOrder: 5000, concurrent: true }, maxConcurrency: 9, maxWorkers: 3, isolate: false`,
    ],
  ]
  test.for(lanes(SETTINGS).filter(inTurn))('$one.0 ($lane)', async ({ lane, one: [, settings, ...args] }) => {
    const project = timedProject(lane, config('skillperf()', settings))
    const { exitCode, stderr, stdout } = await runVitestAlone(project, args)
    expect(exitCode, stderr).toBe(0)
    const entries = timeline(project)
    expect(entries).toHaveLength(8)
    expectAlone(entries)
    expect(stdout).toMatch(/ perf\W+c\.perf\.test\.ts \(2 tests\)/)
    // The others may have run beside each other.
    expect(notes(stdout).filter((note) => /\b[cd]\.perf\b/.test(note))).toStrictEqual([])
  })
})

describe('no filter loses a perf file silently', () => {
  const [A, C] = ['a.test.ts', 'c.perf.test.ts']
  const LEFT_OUT = [`${C} did not run: --project leaves out the project in which perf files run alone`]
  const NAMED = `name: 'app',`
  const DECLARED = `projects: [{ extends: true, test: { name: 'unit' } }, perfProject()],`
  const CASES: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
    ['', '--project=perf', [C], []],
    ['', '--project=!perf', [A], LEFT_OUT],
    ['', '--project=*', [A, C], []],
    ['', 'c.perf', [C], []],
    ['', '-t plain', [A, C], []],
    [NAMED, '--project=app', [A, C], []],
    [NAMED, '--project=perf', [C], []],
    [NAMED, '--project=app --project=!perf', [A], LEFT_OUT],
    [DECLARED, '', [A, C], []],
    [DECLARED, '--project=perf', [C], []],
    [DECLARED, '--project=unit', [A], LEFT_OUT],
    [DECLARED, '--project=!perf', [A], LEFT_OUT],
  ]
  test.for(lanes(CASES).filter(inTurn))(
    '$one.0 $one.1 ($lane)',
    async ({ lane, one: [settings, args, files, said] }) => {
      const project = timedProject(lane, config('skillperf()', settings), [A, C])
      const { exitCode, stderr, stdout } = await runVitest(project, [
        '--maxWorkers=1',
        ...args.split(' ').filter(Boolean),
      ])
      expect(exitCode, stderr).toBe(0)
      expect(ranFiles(timeline(project))).toStrictEqual(files)
      expect(notes(stdout)).toStrictEqual(said)
    },
  )

  test.for(laneInTurn())(
    'not in shards, which merge, with the plugin and the blob reporter alone (%s)',
    async (lane) => {
      const project = timedProject(lane, config('skillperf()').replace(/reporters: .*?\],/, ''))
      for (const shard of [1, 2]) {
        await runVitest(project, [
          '--reporter=blob',
          `--shard=${shard}/2`,
          `--outputFile.blob=blobs/${shard}.json`,
        ])
      }
      expect(ranFiles(timeline(project))).toStrictEqual(FILES)
      const { stdout } = await runVitest(project, ['--merge-reports=blobs', '--reporter=skillperf'])
      expect(stdout).toContain('Test Files  4 passed (4)')
      expect(ourPart(stdout)).toContain('Measurements  4 in 4 files, 8 iterations')
      expect(reported(project)).toStrictEqual(FILES.map((file) => ['', file]))
      expect(notes(stdout)).toStrictEqual([])
    },
  )
})

test.for(laneInTurn())('a perf file has all that its project has, once (%s)', async (lane) => {
  const project = createProject(lane, {
    'vitest.config.ts': config(
      'skillperf({ seed: 5 }), { name: "virtual", resolveId: (id) => id === "#x" ? "\0x" : null, load: (id) => id === "\0x" ? "export const x = 8" : null }',
      `name: 'app', globalSetup: './global.ts', setupFiles: './setup.ts', env: { FROM: 'config' },
      provide: { root: 1 }, tags: [{ name: 'slow' }], execArgv: ['--expose-gc'], globals: true, include: ['src/**/*.test.ts'], exclude: ['**/old/**']`,
    ),
    'global.ts': `
import { appendFileSync } from 'node:fs'
export default (project) => {
  appendFileSync('global.txt', 'setup ')
  project.provide('fromGlobal', 2)
  return () => appendFileSync('global.txt', 'teardown ')
}`,
    'setup.ts': `globalThis.setups = (globalThis.setups ?? 0) + 1`,
    // Neither a fixture nor what is excluded becomes a test, because its name fits.
    'fixtures/c.perf.test.ts': `throw new Error('not a test')`,
    'src/old/c.perf.test.ts': `throw new Error('excluded')`,
    'src/a.test.ts': `test('plain', () => {})`,
    'src/[id]/.hidden/c.perf.test.ts': `
import { inject } from 'vitest'
import { x } from '#x'
test('has all', { tags: ['slow'] }, async ({ perf, task }) => {
  expect({ x, from: process.env.FROM, root: inject('root'), global: inject('fromGlobal'), setups, gc: typeof gc, hook: task.file.projectName }).toEqual(
    { x: 8, from: 'config', root: 1, global: 2, setups: 1, gc: 'function', hook: 'perf' })
  expect(await perf.measure('one', { iterations: 1 }, () => 1)).toMatchObject({ seed: 5 })
  expect(x).toMatchSnapshot()
})`,
  })
  const { exitCode, stdout, stderr } = await runVitest(project, [
    '--pool=forks',
    '--slowTestThreshold=120000',
  ])
  expect(exitCode, stdout + stderr).toBe(0)
  expect(stdout).toContain('Tests  2 passed (2)')
  expect(project.read('global.txt')).toBe('setup teardown ')
  expect(project.read('src/[id]/.hidden/__snapshots__/c.perf.test.ts.snap')).toContain('has all 1')
  expect(reported(project)).toStrictEqual([['app', 'src/[id]/.hidden/c.perf.test.ts']])
})

test.for(laneInTurn())('without perf files nothing is different (%s)', async (lane) => {
  const project = timedProject(lane, config(`skillperf({ isolate: false })`), ['a.test.ts'])
  const args = ['--slowTestThreshold=120000']
  const before = await runVitest(project, args)
  project.write('vitest.config.ts', config('skillperf()'))
  const { stdout, stderr } = await runVitest(project, args)
  expect({ stdout, stderr }).toStrictEqual({ stdout: before.stdout, stderr: before.stderr })
  expect((await runVitest(project, ['nothing'])).stderr).not.toContain('perf.')
})

describe('the timeout of perf files', () => {
  const CASES: readonly (readonly [string, string, string, number])[] = [
    ["is the config's, if that is Vitest's default", 'testTimeout: 5000', '', 5000],
    ["is the command line's", 'testTimeout: 7000', '--testTimeout=5000', 5000],
    ['is 60 s in a declared project', 'projects: [perfProject()]', '', 60_000],
    ["is the config's in a declared project", 'testTimeout: 5000, projects: [perfProject()]', '', 5000],
    [
      "is the project's",
      'testTimeout: 7000, projects: [perfProject({ test: { testTimeout: 5000 } })]',
      '',
      5000,
    ],
  ]
  test.for(lanes(CASES).filter(inTurn))(
    '$one.0 ($lane)',
    async ({ lane, one: [, settings, args, timeout] }) => {
      const project = timedProject(lane, config('skillperf()', settings), ['c.perf.test.ts'])
      await runVitest(project, args.split(' ').filter(Boolean))
      expect(timeline(project).map((entry) => entry.timeout)).toStrictEqual([timeout, timeout])
    },
  )
})

describe('what did not run alone is told', () => {
  const BESIDE = (files: string, remedy: string): string =>
    `${files} measured while other workers ran tests, and each slowed the other down: ${remedy}`

  test.for(laneInTurn())('by the reporter alone, which can isolate nothing (%s)', async (lane) => {
    const project = timedProject(lane, 'export default {}', FILES)
    const { stdout } = await runVitest(project, ['--reporter=skillperf', '--maxWorkers=1'])
    expect(notes(stdout)).toStrictEqual([
      "c.perf.test.ts, d.perf.test.ts did not run alone: that takes the plugin. Put plugins: [skillperf()] into the config, with import { skillperf } from 'skillperf'",
    ])
  })

  test.for(laneInTurn())('where `projects` has none for perf files (%s)', async (lane) => {
    const settings = `projects: ['packages/*', { extends: true, test: { name: 'unit', include: ['src/**'] } }]`
    const project = timedProject(lane, config('skillperf()', settings), ['packages/api/a.perf.test.ts'])
    project.write('packages/api/vitest.config.ts', `export default { test: { name: 'api' } }`)
    const { stdout } = await runVitest(project, [])
    expect(notes(stdout)).toStrictEqual([
      "packages/api/a.perf.test.ts did not run alone: where a config has `projects`, one of them has to be for perf files. Add perfProject({ name: 'api perf', extends: 'packages/api/vitest.config.ts', root: 'packages/api' }), from 'skillperf'",
    ])
    // What it says to add is right.
    const added = `projects: ['packages/*', perfProject({ name: 'api perf', extends: 'packages/api/vitest.config.ts', root: 'packages/api' })]`
    project.write('vitest.config.ts', config('skillperf()', added))
    const again = await runVitest(project, [])
    expect(notes(again.stdout)).toStrictEqual([])
    expect(reported(project)).toStrictEqual([['api perf', 'packages/api/a.perf.test.ts']])
    expect(timeline(project)).toHaveLength(4)
  })

  test.for(laneInTurn())('when other workers ran beside it (%s)', async (lane) => {
    const files = ['a.test.ts', 'b.test.ts', 'c.perf.test.ts']
    const project = timedProject(lane, config('skillperf()', 'maxWorkers: 2'), files)
    // Both are under way at once, and long enough for the reporter to be told.
    const wait = `import { existsSync, writeFileSync } from 'node:fs'
import { beforeAll } from 'vitest'
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
beforeAll(async () => {
  const [own, other] = import.meta.url.includes('/a.') ? ['a', 'b'] : ['b', 'a']
  writeFileSync(own + process.env.RUN, '')
  while (!existsSync(other + process.env.RUN)) await sleep(10)
  await sleep(500)
})
`.replaceAll('sleep', 'wait')
    for (const file of ['a.test.ts', 'b.test.ts']) project.write(file, wait + timed())
    const { stdout } = await runVitest(project, ['--hookTimeout=60000'], { RUN: '1' })
    expect(notes(stdout)).toStrictEqual([
      BESIDE('a.test.ts, b.test.ts', 'name them *.perf.test.ts, and they run alone'),
    ])

    // A file that measures nothing is not disturbed.
    project.write('b.test.ts', `${wait}import { test } from 'vitest'\ntest('plain', () => {})`)
    project.write('vitest.config.ts', config('skillperf({ isolate: false })', 'maxWorkers: 2'))
    const one = await runVitest(project, ['--hookTimeout=60000', 'a.test', 'b.test'], { RUN: '2' })
    expect(notes(one.stdout)).toStrictEqual([
      BESIDE(
        'a.test.ts',
        '`isolate: false` lets nothing run alone. Leave it out, and name it a.perf.test.ts',
      ),
    ])
  })

  test.for(laneInTurn())('but not with one worker (%s)', async (lane) => {
    const project = timedProject(lane, config('skillperf({ isolate: false })'))
    const shared = ['--maxWorkers=1', '--no-isolate', '--pool=threads']
    for (const args of SOAK ? [['--maxWorkers=1'], shared] : [shared]) {
      expect(notes((await runVitest(project, args)).stdout)).toStrictEqual([])
    }
  })
})

test.for(laneInTurn())('globs of the reporter come before those of the plugin (%s)', async (lane) => {
  const settings = `reporters: ['default', ['skillperf', { isolate: ['slow/**'] }]]`
  const files = ['a.test.ts', 'b.perf.test.ts', 'slow/c.test.ts']
  const project = timedProject(lane, config(`skillperf()`, settings).replace(/reporters: .*?\],/, ''), files)
  await runVitest(project, [])
  expect(ranFiles(timeline(project).filter((entry) => entry.timeout === 60_000))).toStrictEqual([
    'slow/c.test.ts',
  ])
})

test.for(laneInTurn())('vitest list names each file once (%s)', async (lane) => {
  const project = timedProject(lane)
  const list = await runNode([vitestBin(lane), 'list', '--filesOnly'], project.root)
  expect(list.stdout.split('\n').toSorted()).toStrictEqual([
    '[perf] c.perf.test.ts',
    '[perf] d.perf.test.ts',
    'a.test.ts',
    'b.test.ts',
  ])
})

test.for(laneInTurn())('in watch mode (%s)', async (lane) => {
  const project = timedProject(lane, config('skillperf()'), ['a.test.ts', 'c.perf.test.ts'])
  const watcher = watchVitest(project, ['--maxWorkers=2'])
  try {
    expect(await watcher.settled()).toContain('Tests  4 passed')
    expectAlone(timeline(project))

    // One that is changed, and one that is new.
    for (const file of ['c.perf.test.ts', 'e.perf.test.ts']) {
      project.write('timeline.jsonl', '')
      project.write(file, `${timed()}\n// changed`)
      const again = await watcher.settled()
      expect(again, again).toContain('Tests  2 passed')
      expect(again).not.toContain('note')
      const entries = timeline(project)
      expect(entries.map((entry) => [entry.file, entry.timeout])).toStrictEqual([
        [file, 60_000],
        [file, 60_000],
      ])
    }

    // A change of the config starts everything anew.
    project.write('timeline.jsonl', '')
    project.write('vitest.config.ts', `${config('skillperf()')}// changed`)
    expect(await watcher.settled()).toContain('Tests  6 passed')
    expectAlone(timeline(project))
    expect(reported(project)).toStrictEqual(
      ['a.test.ts', 'c.perf.test.ts', 'e.perf.test.ts'].map((file) => ['', file]),
    )
  } finally {
    await watcher.close()
  }
})
