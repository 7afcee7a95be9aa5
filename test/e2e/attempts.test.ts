import { describe, expect, test } from 'vitest'
import { SOAK } from '../helpers/soak.ts'
import { SOAK_LANES, laneInTurn } from './support/lanes.ts'
import { errorMessages, ourPart } from './support/output.ts'
import { createProject } from './support/project.ts'
import type { Project } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

/**
 * Every measurement waits for one timer in all its iterations at once: what it
 * takes is decided by the test, and next to nothing by the machine.
 */
const SKILL = `
import { appendFileSync, readFileSync } from 'node:fs'
/** Notes that a test runs, and says for which time: 1 in the test run itself, above in fresh attempts. */
export function count(test) {
  const log = new URL(test + '.txt', import.meta.url)
  appendFileSync(log, '.')
  return readFileSync(log, 'utf8').length
}
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
/** All at once, so that one wait is the whole measurement. */
export const once = { iterations: 60, warmup: 0, concurrency: 60 }
`

const runs = (project: Project, test = 'skill'): number => project.read(`${test}.txt`).length

/** Each attempt then starts one process less; what forks differ in has a test of its own below. */
const THREADS = '--pool=threads'

/** A test whose function takes 600 ms in the runs that are listed, and 20 ms in the others. */
const slowIn = (
  slow: readonly number[],
  assertion = 'expect(run).toHaveP95Below(400)',
  name = 'skill',
): string => `
import { expect, test, describe } from 'vitest'
import { count, once, sleep } from './skill.js'
describe('a (suite) with [brackets]', () => {
  test('slow? sometimes + $1 > x', { timeout: 20_000 }, async ({ perf }) => {
    const slow = ${JSON.stringify(slow)}.includes(count('${name}'))
    const run = await perf.measure('${name}', once, () => sleep(slow ? 600 : 20))
    ${assertion}
  })
})
`

const ALWAYS = [1, 2, 3, 4, 5]

/** Name, runs in which it is slow, how often it runs, what the report says; and the assertion. */
type Case = readonly [string, readonly number[], number, string, string?]

const CASES: readonly Case[] = [
  ['mostly', [1, 2, 4], 4, '✗ mostly: p95 <figure> ms, limit < 400 ms, repeated in 2 of 3 fresh attempts'],
  [
    'first',
    [1],
    3,
    '~ first: p95 <figure> ms, limit < 400 ms: breached here, and in 0 of 2 fresh attempts: most probably the machine was busy.',
  ],
  [
    'never',
    [],
    3,
    '✗ never: p95 <figure> ms, limit not < 400 ms, repeated in 2 of 2 fresh attempts',
    'expect.soft(run).not.toHaveP95Below(400)',
  ],
]

/** What differs from those in little, when soaking. */
const MORE: readonly Case[] = [
  ['always', ALWAYS, 3, '✗ always: p95 <figure> ms, limit < 400 ms, repeated in 2 of 2 fresh attempts'],
  [
    'seldom',
    [1, 3],
    4,
    '~ seldom: p95 <figure> ms, limit < 400 ms: breached here, and in 1 of 3 fresh attempts: most probably the machine was busy.',
  ],
  [
    'softly',
    ALWAYS,
    3,
    '✗ softly: p95 <figure> ms, limit < 400 ms, repeated in 2 of 2 fresh attempts',
    'expect.soft(run).toHaveP95Below(400)',
  ],
]

test.for(laneInTurn())(
  'a breach on the real clock fails when 2 of 3 fresh attempts repeat it (%s)',
  async (lane) => {
    const project = createProject(lane, { 'skill.js': SKILL })
    const cases = SOAK ? [...CASES, ...MORE] : CASES
    for (const [name, slow, , , assertion] of cases) {
      project.write(`${name}.test.js`, slowIn(slow, assertion, name))
    }
    const { exitCode, stdout, stderr } = await runVitest(project, [
      '--reporter=skillperf',
      '--maxWorkers=2',
      THREADS,
    ])
    const lines = stdout.split('\n').map((line) => line.trim())
    for (const [name, , expected, line] of cases) {
      expect(lines, stderr).toContain(line)
      expect(runs(project, name), name).toBe(expected)
    }
    expect(exitCode).toBe(1)
    expect(lines).toContain(SOAK ? 'SLA  4 failed | 2 inconclusive' : 'SLA  2 failed | 1 inconclusive')
  },
)

describe('fresh attempts', () => {
  const WAYS = [
    { lane: 'vitest-5', pool: 'forks', way: 'reporter' },
    { lane: 'vitest-4', pool: 'threads', way: 'plugin' },
    { lane: 'vitest-5', pool: 'threads', way: 'plugin' },
    { lane: 'vitest-4', pool: 'forks', way: 'reporter' },
  ] as const
  test.for(SOAK ? WAYS : WAYS.slice(0, 2))(
    'fail with the line of the user in their stack ($lane, $pool, by the $way)',
    async ({ lane, pool, way }) => {
      const project = createProject(lane, { 'skill.js': SKILL, 'a.test.js': slowIn(ALWAYS) })
      if (way === 'plugin') {
        project.write(
          'vitest.config.js',
          "import { skillperf } from 'skillperf'\nexport default { plugins: [skillperf()] }",
        )
      }
      const args = [`--pool=${pool}`, ...(way === 'reporter' ? ['--reporter=skillperf'] : [])]
      const { exitCode, stderr } = await runVitest(project, args)
      expect(exitCode).toBe(1)
      expect(stderr).toContain(' ❯ a.test.js:8:')
      expect(stderr).toContain('    expect(run).toHaveP95Below(400)')
      expect(errorMessages(stderr)).toStrictEqual([MESSAGE])
      expect(runs(project)).toBe(3)
    },
  )

  test.for(laneInTurn())(
    'have what the run had: command line, config, project, setup files, environment (%s)',
    async (lane) => {
      const project = createProject(lane, {
        'skill.js': SKILL,
        'setup.js': 'globalThis.fromSetup = true',
        'vitest.config.mjs': `export default { test: { projects: [
        { extends: true, test: { name: 'other', include: ['*.test.js'] } },
        { extends: true, test: { name: 'unit', include: ['*.test.js'], setupFiles: ['./setup.js'], env: { FROM_CONFIG: 'yes' } } },
      ] } }`,
        'a.test.js': `
        import { count, once, sleep } from './skill.js'
        test('slow', { timeout: 20_000 }, async ({ perf }) => {
          if (process.env.FROM_CONFIG !== 'yes' || !globalThis.fromSetup) return
          if (typeof document === 'undefined' && process.env.FROM_SHELL !== 'yes') return
          const run = await perf.measure('skill', once, () => sleep(count('skill') === 0 ? 0 : 600))
          expect(run).toHaveMaxBelow(400)
        })`,
      })
      const { exitCode, stdout } = await runVitest(
        project,
        ['--reporter=skillperf', '--globals', '--project=unit', THREADS],
        {
          FROM_SHELL: 'yes',
        },
      )
      expect(ourPart(stdout)).toContain('max <figure> ms, limit < 400 ms, repeated in 2 of 2 fresh attempts')
      expect(exitCode).toBe(1)
    },
  )

  test.for(laneInTurn())('are not made for a test that fails anyway (%s)', async (lane) => {
    const assertion = 'expect(run).toHaveP95Below(400); expect(1).toBe(2)'
    const project = createProject(lane, { 'skill.js': SKILL, 'a.test.js': slowIn(ALWAYS, assertion) })
    const { exitCode, stdout } = await runVitest(project, ['--reporter=skillperf', THREADS])
    expect(exitCode).toBe(1)
    expect(runs(project)).toBe(1)
    expect(ourPart(stdout)).toContain(
      '~ skill: p95 <figure> ms, limit < 400 ms: breached, but not repeated, because the test failed for another reason.',
    )
  })

  test.for(laneInTurn())(
    'that cannot start leave the breach inconclusive, with the reason (%s)',
    async (lane) => {
      const project = createProject(lane, {
        'skill.js': SKILL,
        'a.test.js': slowIn(ALWAYS),
        // A port that is taken, as far as the second Vitest is concerned.
        'global.js': `import { existsSync, writeFileSync } from 'node:fs'
        export function setup() {
          if (existsSync('started')) throw new Error('the port 3000 is taken')
          writeFileSync('started', '')
        }`,
        'vitest.config.mjs': "export default { test: { globalSetup: ['./global.js'] } }",
      })
      const { exitCode, stdout } = await runVitest(project, ['--reporter=skillperf', THREADS])
      expect(ourPart(stdout)).toContain(
        '~ skill: p95 <figure> ms, limit < 400 ms: breached here, and in 0 of 0 fresh attempts; another attempt had no say: Error: the port 3000 is taken.',
      )
      expect(exitCode).toBe(0)
    },
  )

  test.for(laneInTurn())(
    'fail the test when they refute it, if inconclusive verdicts are to fail (%s)',
    async (lane) => {
      const project = createProject(lane, {
        'skill.js': SKILL,
        'a.test.js': slowIn([1]),
        'vitest.config.mjs':
          "export default { test: { reporters: [['skillperf', { inconclusive: 'fail' }]] } }",
      })
      const { exitCode, stderr } = await runVitest(project, [THREADS])
      expect(exitCode).toBe(1)
      expect(errorMessages(stderr)[0]).toContain(
        'Inconclusive: breached here, and in 0 of 2 fresh attempts: most probably the machine was busy.',
      )
    },
  )

  test.for(SOAK_LANES)('leave a limit that only a retry kept listed as flaky (%s)', async (lane) => {
    // The first try, and its two attempts; the retry keeps the limit.
    const project = createProject(lane, { 'skill.js': SKILL, 'a.test.js': slowIn([1, 2, 3]) })
    const { exitCode, stdout } = await runVitest(project, ['--reporter=skillperf', '--retry=1', THREADS])
    expect(exitCode).toBe(0)
    expect(ourPart(stdout)).toContain(
      '! skill: p95 is flaky: its limit was broken at first, and not in the first retry',
    )
    expect(ourPart(stdout)).toContain('SLA  1 passed | 1 flaky')
  })

  test.for(SOAK_LANES)('settle the SLA of options and measurements, too (%s)', async (lane) => {
    const project = createProject(lane, {
      'skill.js': SKILL,
      'a.test.js': slowIn(ALWAYS, ''),
      'vitest.config.mjs':
        "export default { test: { reporters: [['skillperf', { sla: { p99: '1min', byName: { 'sk*l': { p95: 400 } } } }]] } }",
    })
    const { exitCode, stderr } = await runVitest(project, [THREADS])
    expect(exitCode).toBe(1)
    expect(errorMessages(stderr)[0]).toContain(
      'Limit from `sla.byName` "sk*l" in the skillperf options (inherited)',
    )
    expect(runs(project)).toBe(3)
  })
})

const MESSAGE = `AssertionError: expect(run).toHaveP95Below(400)   skill, real clock, ms

Expected p95  < 400
Received p95  <figure>  n = 60 · <figures>
<shape>

60 of 60 samples took 400 ms or longer (100 %).
At least 5 % of all iterations do: 99.5 % sure (exact binomial bound).
Repeated in 2 of 2 fresh attempts.

Next step: most iterations are too slow: look at what every one of them does. If it calls tools, mock them with perf.network([…]): this message then names the slowest.`
