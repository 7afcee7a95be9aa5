import { describe, expect, test } from 'vitest'
import { SOAK } from '../helpers/soak.ts'
import { LANES, laneInTurn } from './support/lanes.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

const POOLS = ['vmForks', 'vmThreads'] as const
/** Each pool with one version, in turn; with both when soaking. */
const WAYS = LANES.flatMap((lane, i) =>
  POOLS.filter((_, j) => SOAK || i === j).map((pool) => ({ lane, pool })),
)

const sleeps = `
import { test, expect } from 'skillperf/test'
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
`

/** The messages of the tests that failed. */
function failures(stderr: string): readonly string[] {
  return stderr.split('\n').flatMap((line) => /^SkillperfError: (.*)/.exec(line)?.[1] ?? [])
}

describe('a global of its own, whose clock is out of reach, is refused', () => {
  test.for(WAYS)('$lane, $pool', async ({ lane, pool }) => {
    const project = createProject(lane, {
      'vm.test.js': `${sleeps}
        test('a function', async ({ perf }) => void (await perf.virtual(() => sleep(900))))
        test('a measurement', async ({ perf }) => {
          await perf.measure('sleeps', { clock: 'virtual' }, () => sleep(900))
        })
        test('real time is left alone', async ({ perf }) => {
          const run = await perf.measure('works', { iterations: 5 }, () => sleep(2))
          expect(run.min).toBeGreaterThan(1)
        })
      `,
    })
    const { exitCode, stdout, stderr } = await runVitest(project, ['--reporter=default', `--pool=${pool}`])
    expect(exitCode, stdout).toBe(1)
    expect(stdout).toContain('Tests  2 failed | 1 passed (3)')
    const refusal =
      'this test runs in a vm context (pool: vmThreads or vmForks), whose clock is out of reach. ' +
      "Run it in a process or thread of its own: pool: 'forks' or pool: 'threads'."
    expect(failures(stderr)).toEqual([`perf.virtual: ${refusal}`, `perf.measure "sleeps": ${refusal}`])
  })
})

/** What such environments do: they put globals of their own in the place of Node's, after which ours come anew. */
const ENVIRONMENT = `
const timers = ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval']
export default {
  name: 'browser',
  viteEnvironment: 'client',
  setup(global) {
    const kept = Object.fromEntries(timers.map((name) => [name, global[name]]))
    global.window = global
    global.document = {}
    global.performance = { now: () => 4_711, timeOrigin: 0 }
    return { teardown: () => Object.assign(global, kept) }
  },
}
`

describe('an environment with globals of its own has virtual time', () => {
  test.for(laneInTurn())('%s', async (lane) => {
    const project = createProject(lane, {
      'browser.js': ENVIRONMENT,
      'dom.test.js': `${sleeps}
        test('a function', async ({ perf }) => {
          expect(document).toEqual({})
          const { value, elapsed } = await perf.virtual(async () => {
            await sleep(900)
            return performance.now()
          })
          expect({ value, elapsed }).toEqual({ value: 900, elapsed: 900 })
        })
      `,
    })
    const args = ['--reporter=default', '--environment=./browser.js']
    const { exitCode, stdout, stderr } = await runVitest(project, args)
    expect(exitCode, stdout + stderr).toBe(0)
  })
})

describe('without isolation', () => {
  test.for(laneInTurn())('%s: the shims of the first file serve the next', async (lane) => {
    const file = (ms: number): string => `${sleeps}
      test('a function', async ({ perf }) => {
        const { elapsed } = await perf.virtual(() => sleep(${ms}))
        expect(elapsed).toBe(${ms})
        globalThis.seen ??= setTimeout
        expect(setTimeout).toBe(globalThis.seen)
        const start = performance.now()
        await sleep(20)
        expect(performance.now() - start).toBeGreaterThan(15)
      })
    `
    const project = createProject(lane, { 'a.test.js': file(900), 'b.test.js': file(700) })
    const args = ['--reporter=default', '--no-isolate', '--maxWorkers=1']
    const { exitCode, stdout, stderr } = await runVitest(project, args)
    expect(exitCode, stdout + stderr).toBe(0)
    expect(stdout).toContain('Tests  2 passed (2)')
  })
})
