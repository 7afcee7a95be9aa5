import { spawn } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createRepository } from '../helpers/git-repository.ts'
import type { GitRepository } from '../helpers/git-repository.ts'
import { SOAK_LANES, laneFolder, laneInTurn } from './support/lanes.ts'
import type { Lane } from './support/lanes.ts'
import { createProject } from './support/project.ts'
import type { Project } from './support/project.ts'
import { cleanEnvironment, runNode } from './support/run-vitest.ts'
import type { Outcome } from './support/run-vitest.ts'

const CONFIG = `
import { skillperf } from 'skillperf'
export default {
  plugins: [skillperf()],
  resolve: { alias: { '@': import.meta.dirname + '/src' } },
}
`
/** The alias leads to the working tree, whoever uses it. */
const WORK = (rounds: number): string => `
import { search } from '@/search.ts'
export const work = () => {
  let sum = 0
  for (let i = 0; i < ${rounds}; i++) sum += Math.sqrt(i) * (sum % 3)
  return sum
}
export { search }
`
const SEARCH = (times: number): string => `
export const search = async () => {
  for (let i = 0; i < ${times}; i++) await (await fetch('https://search.example/api')).json()
}
`
const TEST = (more = ''): string => `
import { expect, test } from 'vitest'
import { fixed, tool } from 'skillperf/mocks'
import { search, work } from './work.ts'

test('computes', async ({ perf }) => {
  const run = await perf.measure('work', { iterations: 20 }, work)
  expect(run.n).toBe(20)
})
test('searches', async ({ perf }) => {
  perf.network([tool.get('https://search.example/api', { name: 'search', latency: fixed(100), json: {} })])
  await perf.measure('search', { clock: 'virtual', iterations: 10 }, search)
})
${more}
`

interface Versions {
  readonly project: Project
  readonly repository: GitRepository
}

/** A project in a repository of its own, with one commit. */
function createVersions(lane: Lane): Versions {
  const project = createProject(lane, {
    'vitest.config.ts': CONFIG,
    '.gitignore': 'node_modules\n.vitest\n',
    'src/work.ts': WORK(20_000),
    'src/search.ts': SEARCH(1),
    'src/work.perf.test.ts': TEST("test('is old', ({ perf }) => perf.measure(() => {}))"),
    'src/gone.perf.test.ts': TEST(),
    'src/plain.test.ts': "import { test } from 'vitest'\ntest('measures nothing', () => {})",
  })
  symlinkSync(join(laneFolder(lane), 'node_modules'), join(project.root, 'node_modules'), 'junction')
  const repository = createRepository(project.root)
  repository.commit('one')
  return { project, repository }
}

const cliOf = ({ lane }: Project): string =>
  join(laneFolder(lane), 'node_modules', 'skillperf', 'dist', 'src', 'cli.js')

function duet({ project }: Versions, ...args: string[]): Promise<Outcome> {
  return runNode([cliOf(project), 'duet', ...args], project.root)
}

/** Work trees that git knows of: the repository's own is one. */
const workTrees = ({ repository }: Versions): number => repository.git('worktree', 'list').split('\n').length

/** Without figures of the real clock, commits, and spaces that hang on their widths. */
const steady = (text: string): string =>
  text
    .replaceAll(/\b[0-9a-f]{9}\b/g, '<commit>')
    .replaceAll(/(real time, ms) +[\d.]+ +[\d.]+ +\+[\d.]+ %/g, '$1 <before> <after> <growth>')
    .replaceAll(/\([^()]*%[^()]*\)/g, '(<growth>)')
    .replaceAll(/ {2,}/g, '  ')

describe('two versions of the same code', () => {
  test.for(laneInTurn())('pass, and leave nothing behind (%s)', async (lane) => {
    const versions = createVersions(lane)
    versions.project.write('README.md', 'Changed.')
    const { exitCode, stdout, stderr } = await duet(versions)
    expect(steady(stdout), stderr).toMatchInlineSnapshot(`
      "skillperf duet: working tree against <commit> (merge base with main)

      3 real times are within noise (<growth>)
      0 measurements changed, 5 unchanged"
    `)
    expect(exitCode).toBe(0)
    expect(workTrees(versions)).toBe(1)
    expect(versions.repository.git('status', '--porcelain')).toBe('?? README.md')
  })
})

describe('a version that is slower', () => {
  test.for(laneInTurn())(
    'fails: real time after two more processes, counts as they are (%s)',
    async (lane) => {
      const versions = createVersions(lane)
      const { project, repository } = versions
      repository.git('checkout', '--quiet', '-b', 'feature')
      project.write('src/work.ts', WORK(30_000))
      project.write('src/search.ts', SEARCH(2))
      project.write(
        'src/work.perf.test.ts',
        TEST(
          [
            "test('is new', ({ perf }) => perf.measure(() => {}))",
            "test('breaks', () => { throw new Error('planted') })",
          ].join('\n'),
        ),
      )
      repository.git('rm', '--quiet', 'src/gone.perf.test.ts')
      repository.commit('two')
      const { exitCode, stdout, stderr } = await duet(versions)
      expect(steady(stdout), stderr).toMatchInlineSnapshot(`
        "skillperf duet: working tree against <commit> (merge base with main)

        src/work.perf.test.ts

          measurement  what  before  after  change
          searches › search  repeated calls search  0  1.00  new worse
          calls search  1.00  2.00  +100 % worse
          serial depth  1.00  2.00  +100 % worse
          mean, virtual ms  100  200  +100 % worse
          p50, virtual ms  100  200  +100 % worse
          p95, virtual ms  100  200  +100 % worse
          p99, virtual ms  100  200  +100 % worse
          max, virtual ms  100  200  +100 % worse
          computes › work  real time, ms <before> <after> <growth> worse

        added (2)
          src/work.perf.test.ts › is new
          src/work.perf.test.ts › breaks

        removed (2)
          src/work.perf.test.ts › is old
          src/gone.perf.test.ts

        2 measurements changed, 0 unchanged; counts are per iteration"
      `)
      expect(steady(stderr)).toMatchInlineSnapshot(`
        "checking out <commit> (merge base with main)
        running the old version beside the new one
        computes › work may be slower: once more in a fresh process (1)
        computes › work may be slower: once more in a fresh process (2)"
      `)
      expect(exitCode).toBe(1)
      expect(workTrees(versions)).toBe(1)
    },
  )
})

const REPORTING = `
import { skillperf } from 'skillperf'
export default {
  plugins: [skillperf({ tolerance: '1%', minDetectableSlowdown: 0.05 })],
  test: { reporters: [['skillperf', { tolerance: '10%' }]] },
}
`
const WAITING = `
import { test } from 'vitest'
import { ms } from './ms.ts'
test('waits', ({ perf }) =>
  perf.measure('wait', { clock: 'virtual', iterations: 10 }, () => new Promise((resolve) => setTimeout(resolve, ms))))
`

test.for(SOAK_LANES)('the options of the reporter are those of a duet, too (%s)', async (lane) => {
  const versions = createVersions(lane)
  const { project, repository } = versions
  repository.git('rm', '--quiet', '-r', 'src')
  project.write('vitest.config.ts', REPORTING)
  project.write('src/wait.test.ts', WAITING)
  project.write('src/ms.ts', 'export const ms = 100')
  repository.commit('two')
  project.write('src/ms.ts', 'export const ms = 108')
  const within = await duet(versions)
  const strictly = await duet(versions, '--tolerance=5%')
  expect([within, strictly].map(({ stdout }) => steady(stdout).trim().split('\n').at(-1))).toStrictEqual([
    '0 measurements changed, 1 unchanged',
    '1 measurement changed, 0 unchanged',
  ])
  expect([within.exitCode, strictly.exitCode], within.stderr + strictly.stderr).toStrictEqual([0, 1])
})

test('Ctrl-C takes the old version away again', async () => {
  const versions = createVersions('vitest-5')
  versions.project.write('README.md', 'Changed.')
  const child = spawn(process.execPath, [cliOf(versions.project), 'duet'], {
    cwd: versions.project.root,
    env: cleanEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let told = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text
    if (told.includes('running the old version')) {
      expect(workTrees(versions)).toBe(2)
      child.kill('SIGINT')
    }
  })
  const code = await new Promise((resolve) => {
    child.on('close', resolve)
  })
  expect(code, told).toBe(130)
  expect(workTrees(versions)).toBe(1)
})

describe('errors', () => {
  test('say that nothing measures, and that no test is in both versions', async () => {
    const versions = createVersions('vitest-5')
    const { project, repository } = versions
    repository.git('rm', '--quiet', '-r', 'src')
    project.write('src/other.test.ts', "import { test } from 'vitest'\ntest('a', () => {})")
    const nothing = await duet(versions)
    project.write(
      'src/other.test.ts',
      "import { test } from 'vitest'\ntest('a', ({ perf }) => perf.measure(() => {}))",
    )
    const fresh = await duet(versions)
    const unknown = await duet(versions, 'nowhere')
    const last = ({ stderr }: Outcome): string | undefined => stderr.trim().split('\n').at(-1)
    expect([nothing, fresh, unknown].map(last)).toMatchInlineSnapshot(`
      [
        "skillperf duet: none of 1 test files measures: they do not use \`perf\`. Write perf.measure('research', () => research(query)) in a test, or name the files to run.",
        "skillperf duet: no test ran in both versions: none has the same file and name. Name an older version that has the tests already: --base=REF. A new test has nothing to be compared with.",
        "skillperf duet: Vitest finds no test files, received "nowhere". Name files as for vitest run: by parts of their paths.",
      ]
    `)
    expect([nothing, fresh, unknown].map(({ exitCode }) => exitCode)).toStrictEqual([2, 2, 2])
    expect(workTrees(versions)).toBe(1)
  })
})
