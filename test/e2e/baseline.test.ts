import { describe, expect, test } from 'vitest'
import { EMPTY_BASELINE, compareKeys } from '../../src/core/baseline/baseline.ts'
import type { Baseline, BaselineEntry } from '../../src/core/baseline/baseline.ts'
import { formatBaseline } from '../../src/core/baseline/format-baseline.ts'
import type { Report } from '../../src/core/report.ts'
import { SOAK, scaled } from '../helpers/soak.ts'
import { laneInTurn } from './support/lanes.ts'
import { errorMessages } from './support/output.ts'
import { createProject } from './support/project.ts'
import type { Project } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

/** So many measurements of each kind: in each of them the seed is another. */
const TIMES = scaled(100)

/** Eight attempts, and hundreds of measurements, on a machine that others use, too. */
const BUSY_MS = 400_000

const KINDS = ['serial', 'duplicate', 'cache', 'retry'] as const

const SKILL = `
import { errorRate, lognormal, mockRedis, tool } from 'skillperf/mocks'

const changed = process.env.CHANGED === 'yes'
const ask = (path) => fetch('https://api.example/' + path)

export const mocks = () => [
  tool.get('https://api.example/search', { name: 'search', latency: lognormal({ p50: 100, p95: 300 }), json: {} }),
  tool.get('https://api.example/page/:id', { name: 'page', latency: lognormal({ p50: 40, p95: 90 }), json: {} }),
  tool.get('https://api.example/down', { name: 'down', latency: 5, modifiers: [errorRate(0.9, 503)], json: {} }),
]

export const skills = {
  async serial() {
    if (!changed) return Promise.all([ask('page/1'), ask('page/2')])
    await ask('page/1')
    await ask('page/2')
  },
  async duplicate() {
    await ask('search?q=a')
    if (changed) await ask('search?q=a')
  },
  cache: (() => {
    const redis = mockRedis({ name: 'redis', latency: 1 })
    return async (n, iteration) => {
      const key = 'found ' + n + (changed && iteration === 7 ? ' by ' + iteration : '')
      if ((await redis.get(key)) !== null) return
      await ask('search?q=a')
      await redis.set(key, '1')
    }
  })(),
  async retry() {
    for (let n = 0; n < (changed ? 3 : 2); n++) {
      const { ok } = await ask('down')
      if (ok) return
    }
  },
}
`

const TESTS = `
import { expect, test } from 'vitest'
import { mocks, skills } from './skill.js'

for (const kind of ${JSON.stringify(KINDS)}) {
  for (let n = 1; n <= ${TIMES}; n++) {
    test(kind + ' ' + n, { timeout: 60_000 }, async ({ perf }) => {
      perf.network(mocks())
      const options = { clock: 'virtual', iterations: 10, seed: n }
      const run = await perf.measure(kind, options, ({ iteration }) => skills[kind](n, iteration))
      expect(run).toMatchBaseline()
    })
  }
}
`

/** Writes what the last run has measured into the baseline file. */
function keep(project: Project): Baseline {
  const { files } = readReport(project)
  const entries = files.flatMap(({ project, file, tests }) =>
    tests.flatMap(({ name, tries }) =>
      (tries.at(-1)?.measurements ?? []).flatMap(({ name: measurement, seed, baseline }): BaselineEntry[] => {
        const exact = baseline?.exact
        if (exact === undefined || exact === null) return []
        return [{ project, file, test: name, measurement, exact: new Map([[seed, exact]]), real: new Map() }]
      }),
    ),
  )
  const baseline = { ...EMPTY_BASELINE, entries: entries.toSorted(compareKeys) }
  project.write('skillperf.baseline.json', formatBaseline(baseline))
  return baseline
}

function readReport(project: Project): Report {
  return JSON.parse(project.read('.vitest/skillperf/report.json')) as Report
}

/** How often each kind of test has passed and failed. */
function tally(project: Project): Record<string, Record<string, number>> {
  const states: Record<string, Record<string, number>> = {}
  for (const { name, state } of readReport(project).files.flatMap(({ tests }) => tests)) {
    const of = (states[name.replace(/ \d+$/, '')] ??= {})
    of[state] = (of[state] ?? 0) + 1
  }
  return states
}

const all = (state: string): Record<string, Record<string, number>> =>
  Object.fromEntries(KINDS.map((kind) => [kind, { [state]: TIMES }]))

describe('what virtual time and counts tell of a change', () => {
  test.for(laneInTurn())(
    'fails every time, and unchanged code never, in both pools (%s)',
    { timeout: BUSY_MS },
    async (lane) => {
      const project = createProject(lane, { 'skill.js': SKILL, 'skill.test.js': TESTS })
      const args = ['--reporter=skillperf']
      const first = await runVitest(project, args)
      expect(first.exitCode, first.stderr).toBe(0)
      keep(project)
      const runIn = async (pool: string, env: NodeJS.ProcessEnv, state: string): Promise<void> => {
        const { stderr } = await runVitest(project, [...args, `--pool=${pool}`], env)
        expect(tally(project), stderr).toStrictEqual(all(state))
      }
      await runIn('threads', {}, 'passed')
      await runIn('forks', { CHANGED: 'yes' }, 'failed')
      if (!SOAK) return
      await runIn('forks', {}, 'passed')
      await runIn('threads', { CHANGED: 'yes' }, 'failed')
    },
  )
})

const DRAWING = `
import { appendFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { lognormal, tool } from 'skillperf/mocks'

const renamed = process.env.RENAMED === 'yes'
const url = 'https://api.example/search'

// What a run leaves in modules, the next must not find.
appendFileSync('runs.txt', globalThis.ran ? 'warm ' : 'cold ')
globalThis.ran = true

test('draws', { timeout: 60_000 }, async ({ perf }) => {
  const name = renamed ? 'web_search' : 'search'
  perf.network([tool.get(url, { name, latency: lognormal({ p50: 100, p95: 300 }), json: {} })])
  const options = { clock: 'virtual', iterations: 200 }
  const same = await perf.measure('same', options, () => fetch(url))
  const more = await perf.measure('more', options, async () => {
    await fetch(url + '?q=a')
    if (renamed) await fetch(url + '?q=b')
  })
  expect(same).toMatchBaseline()
  expect(more).toMatchBaseline()
})
`

test.for(laneInTurn())('other draws are compared over 8 seeds (%s)', { timeout: BUSY_MS }, async (lane) => {
  const project = createProject(lane, {
    'draws.test.js': DRAWING,
    'global.js':
      "import { appendFileSync } from 'node:fs'\nexport const setup = () => appendFileSync('starts.txt', '.')",
    'vitest.config.js': "export default { test: { globalSetup: './global.js', isolate: false } }",
  })
  // Each of them starts a process less.
  const args = ['--reporter=skillperf', '--pool=threads']
  await runVitest(project, args)
  keep(project)
  for (const notes of ['runs.txt', 'starts.txt']) project.write(notes, '')
  const { stderr } = await runVitest(project, args, { RENAMED: 'yes' })
  // The run itself, and one that runs the test with each seed.
  expect(project.read('starts.txt')).toBe('..')
  expect(project.read('runs.txt')).toBe('cold '.repeat(9))
  const measured = readReport(project).files.flatMap(({ tests }) => tests[0]?.tries[0]?.measurements ?? [])
  expect(measured.map(({ baseline }) => baseline?.found.exact)).toMatchInlineSnapshot(`
    [
      {
        "changes": [
          "different draws, same structure: compared over 8 seeds",
        ],
        "result": "better",
      },
      {
        "changes": [
          "calls web_search 1 → 2 per iteration",
          "serial depth 1 → 2 per iteration",
          "bytes received web_search 2 → 4 per iteration",
          "mean 132 → 250 ms",
          "p50 100 → 222 ms",
          "different draws: compared over 8 seeds",
        ],
        "result": "worse",
      },
    ]
  `)
  expect(errorMessages(stderr)).toMatchInlineSnapshot(`
    [
      "AssertionError: expect(run).toMatchBaseline()   more, virtual clock

                        Expected  Received
    ✗ calls web_search         1         2  per iteration, +1
    ✗ serial depth             1         2  per iteration, +1
    ✗ mean                   132       250  ms, +90 %, 8 seeds give 215 to 284
    ✗ p50                    100       222  ms, +122 %, 8 seeds give 174 to 270
    Expected by skillperf.baseline.json          n = 200 iterations

    \`search\` is called \`web_search\` now.
    Different draws: one seed alone says nothing, so that 8 were compared.

    Likely cause: +1 \`web_search\` call per iteration, not with the same arguments: look at what asks for more.

    Next step: repair it. If it is meant to be so, accept it, and say why:
      SKILLPERF_REASON="…" npx vitest run draws.test.js -u

    Replay  seed 1",
    ]
  `)
})

const ENFORCED = `
import { expect, test } from 'vitest'
import { tool } from 'skillperf/mocks'

const url = 'https://api.example/search'
const skill = async () => {
  await fetch(url)
  if (process.env.CHANGED) await fetch(url)
}
const measure = (perf, name, options) => {
  perf.network([tool.get(url, { name: 'search', latency: 10, json: {} })])
  return perf.measure(name, { clock: 'virtual', iterations: 20, ...options }, skill)
}

test('enforced', ({ perf }) => measure(perf, 'enforced'))
test('excepted', ({ perf }) => measure(perf, 'excepted', { baseline: false }))
test('on the real clock', async ({ perf }) => {
  const run = await measure(perf, 'real', { clock: 'real', warmup: 0 })
  expect(run).toMatchBaseline()
})
test('until decided', ({ perf }) => measure(perf, 'decided', { clock: 'real', iterations: undefined, time: 100 }))
test('worse', async ({ perf }) => {
  const run = await measure(perf, 'worse')
  if (process.env.CHANGED) expect(run).not.toMatchBaseline()
})
test('within a tolerance', async ({ perf }) => {
  const run = await perf.measure('slack', { clock: 'virtual', iterations: 20 }, () =>
    new Promise((resolve) => setTimeout(resolve, process.env.CHANGED ? 104 : 100)))
  expect(run).toMatchBaseline({ tolerance: '5%' })
})
`

test.for(laneInTurn())('the options may have all measurements compared (%s)', async (lane) => {
  const config = `import { skillperf } from 'skillperf'
export default { plugins: [skillperf({ enforceBaseline: true })] }`
  const project = createProject(lane, { 'vitest.config.js': config, 'a.test.js': ENFORCED })
  const args = ['--testTimeout=60000']
  await runVitest(project, args)
  keep(project)
  expect((await runVitest(project, args)).exitCode).toBe(0)
  const { exitCode, stderr } = await runVitest(project, args, { CHANGED: 'yes' })
  expect(exitCode).toBe(1)
  expect(errorMessages(stderr)).toMatchInlineSnapshot(`
    [
      "AssertionError: Baseline   enforced, virtual clock

                             Expected  Received
    ✗ calls search                  1         2  per iteration, +1
    ✗ repeated calls search         0         1  per iteration, +1
    ✗ serial depth                  1         2  per iteration, +1
    ✗ mean                       10.0      20.0  ms, +100 %
    ✗ p50                        10.0      20.0  ms, +100 %
    ✗ p95                        10.0      20.0  ms, +100 %
    ✗ p99                        10.0      20.0  ms, +100 %
    ✗ max                        10.0      20.0  ms, +100 %
    Expected by skillperf.baseline.json          n = 20 iterations
    Compared because of \`enforceBaseline\` in the skillperf options

    Likely cause: +1 \`search\` call per iteration, same arguments: keep the first answer, or share its promise between those who ask.

    Next step: repair it. If it is meant to be so, accept it, and say why:
      SKILLPERF_REASON="…" npx vitest run a.test.js -u

    Replay  seed 1",
      "Error: expect(run).toMatchBaseline()   real, real clock

                             Expected  Received
    ✗ calls search                  1         2  per iteration, +1
    ✗ repeated calls search         0         1  per iteration, +1
    Expected by skillperf.baseline.json          n = 20 iterations

    Likely cause: +1 \`search\` call per iteration, same arguments: keep the first answer, or share its promise between those who ask.

    Next step: repair it. If it is meant to be so, accept it, and say why:
      SKILLPERF_REASON="…" npx vitest run a.test.js -u

    Replay  seed 1",
    ]
  `)
  const updated = await runVitest(project, [...args, '-u'], { CHANGED: 'yes' })
  expect(updated.exitCode, updated.stderr).toBe(0)
})
