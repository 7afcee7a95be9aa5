import { expect, test } from 'vitest'
import { laneInTurn } from './support/lanes.ts'
import { errorMessages, ourPart } from './support/output.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'
import { watchVitest } from './support/watch.ts'

const TRIES = `
import { expect, test } from 'vitest'
const work = () => Promise.resolve(1)
// All at once, so that one wait is the whole measurement, and next to nothing depends on the machine.
const once = { iterations: 60, warmup: 0, concurrency: 60 }
let tries = 0

test('passes on the second try', { retry: 1, timeout: 20_000 }, async ({ perf }) => {
  const run = await perf.measure('retried', once, () => new Promise((resolve) => setTimeout(resolve, 500)))
  expect(run).toHaveP95Below(++tries < 2 ? '1ns' : '1min')
})

test('runs three times', { repeats: 2 }, async ({ perf }) => {
  await perf.measure('repeated', { iterations: 20 }, work)
})
`

test.for(laneInTurn())('tries of retry and repeats are kept apart (%s)', async (lane) => {
  const project = createProject(lane, { 'tries.test.ts': TRIES })
  const { exitCode, stdout, stderr } = await runVitest(project, ['--reporter=skillperf'])
  expect(exitCode, stderr).toBe(0)
  expect(ourPart(stdout)).toMatchInlineSnapshot(`
    " tries.test.ts
      measurement  clock  load  n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
       retried  real  60 at once  60  …  0  ✗ p95  <shape>
       retried (retry 1)  real  60 at once  60  …  0  ✓ p95  <shape>
       repeated  real  20  …  0  <shape>
       repeated (repeat 1)  real  20  …  0  <shape>
       repeated (repeat 2)  real  20  …  0  <shape>
       ✗ retried: p95 <figure> ms, limit < 0.000001 ms, repeated in 2 of 2 fresh attempts
       ! retried: p95 is flaky: its limit was broken at first, and not in the first retry
    Measurements  4 in 1 file, 120 iterations
             SLA  1 passed | 1 flaky
          Report  .vitest/skillperf/report.json"
  `)
})

const NAMED = (name: string): string => `
import { test } from 'vitest'
test('measures', async ({ perf }) => {
  await perf.measure('${name}', { iterations: 2 }, () => 1)
})
`

test.for(laneInTurn())('several projects, one file in two of them (%s)', async (lane) => {
  const project = createProject(lane, {
    'shared.test.ts': NAMED('shared'),
    'vitest.config.ts': `
import { defineConfig } from 'vitest/config'
export default defineConfig({ test: { projects: [{ test: { name: 'one' } }, { test: { name: 'two' } }] } })
`,
  })
  const { exitCode, stdout, stderr } = await runVitest(project, ['--reporter=skillperf'])
  expect(exitCode, stderr).toBe(0)
  expect(ourPart(stdout)).toMatchInlineSnapshot(`
    "  one  shared.test.ts
      measurement  clock  n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
       shared  real  2  …  0  <shape>
      two  shared.test.ts
      measurement  clock  n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
       shared  real  2  …  0  <shape>
    Measurements  2 in 2 files, 4 iterations
             SLA  no limits
          Report  .vitest/skillperf/report.json"
  `)
})

test.for(laneInTurn())('shards with both reporters merge (%s)', async (lane) => {
  const project = createProject(lane, { 'a.test.ts': NAMED('a'), 'b.test.ts': NAMED('b') })
  for (const shard of [1, 2]) {
    const { exitCode, stderr } = await runVitest(project, [
      '--reporter=blob',
      '--reporter=skillperf',
      `--shard=${shard}/2`,
      `--outputFile.blob=blobs/${shard}.json`,
    ])
    expect(exitCode, stderr).toBe(0)
  }
  const merged = await runVitest(project, ['--merge-reports=blobs', '--reporter=skillperf'])
  expect(merged.exitCode, merged.stderr).toBe(0)
  expect(ourPart(merged.stdout)).toMatchInlineSnapshot(`
    " a.test.ts
      measurement  clock  n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
       a  real  2  …  0  <shape>
     b.test.ts
      measurement  clock  n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
       b  real  2  …  0  <shape>
    Measurements  2 in 2 files, 4 iterations
             SLA  no limits
          Report  .vitest/skillperf/report.json"
  `)
})

test.for(laneInTurn())('a merge says when blobs carry no data of ours (%s)', async (lane) => {
  const project = createProject(lane, {
    'a.test.ts': `import { test } from 'vitest'\ntest('plain', () => {})`,
    'b.test.ts': `import { test } from 'vitest'\ntest('plain', () => {})`,
  })
  await runVitest(project, ['--reporter=blob', '--outputFile.blob=blobs/all.json'])
  const { exitCode, stdout, stderr } = await runVitest(project, [
    '--merge-reports=blobs',
    '--reporter=skillperf',
  ])
  expect(exitCode, stderr).toBe(0)
  expect(ourPart(stdout)).toMatchInlineSnapshot(
    `" note  2 of 2 merged files carry no data of skillperf: run every shard with --reporter=blob --reporter=skillperf, or put skillperf() into the plugins of the config"`,
  )
})

const STUB = '.vitest/skillperf/setup.mjs'

test.for(laneInTurn())(
  'watch mode: the second run has its own tables, the file on disk tells of all (%s)',
  async (lane) => {
    const project = createProject(lane, { 'a.test.ts': NAMED('a'), 'b.test.ts': NAMED('b') })
    const watcher = watchVitest(project, ['--reporter=skillperf'])
    try {
      expect(ourPart(await watcher.settled())).toContain('Measurements  2 in 2 files')
      // A setup file that changes would run every test once more.
      project.write(STUB, project.read(STUB))
      project.write('b.test.ts', NAMED('changed'))
      const second = await watcher.settled()
      expect(ourPart(second)).toMatchInlineSnapshot(`
        " b.test.ts
          measurement  clock  n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
           changed  real  2  …  0  <shape>
        Measurements  1 in 1 file, 2 iterations
                 SLA  no limits
              Report  .vitest/skillperf/report.json
         PASS"
      `)
      const report = JSON.parse(project.read('.vitest/skillperf/report.json')) as { summary: unknown }
      expect(report.summary).toMatchObject({ files: 2, measurements: 2 })
    } finally {
      await watcher.close()
    }
  },
)

test.for(laneInTurn())('what fails a test fails each of its tries, and no other test (%s)', async (lane) => {
  const project = createProject(lane, {
    'forgotten.test.ts': `
import { expect, test } from 'vitest'
let kept
test('forgets', ({ perf }) => {
  kept = perf
  void perf.measure('forgotten here', () => new Promise((resolve) => setTimeout(resolve, 5))).catch(() => {})
})
test('comes late', async () => {
  await kept.measure('late', () => 1)
})
test('is well', async ({ perf }) => {
  await perf.measure('well', () => 1)
})
`,
    'tries.test.ts': `
import { afterEach, describe, expect, test } from 'vitest'
import { tool } from 'skillperf/mocks'

test('not awaited', { retry: 1 }, ({ perf }) => {
  void perf.measure('forgotten', () => new Promise((resolve) => setTimeout(resolve, 5))).catch(() => {})
})

test('swallowed', { retry: 1 }, async ({ perf }) => {
  perf.network([tool.get('https://a.example/')])
  await fetch('https://b.example/').catch(() => {})
})

test('covered by a limit on errors', async ({ perf }) => {
  perf.network([tool.get('https://a.example/')])
  const run = await perf.measure('covered', { iterations: 20, warmup: 0 }, ({ iteration }) =>
    fetch(iteration === 3 ? 'https://b.example/' : 'https://a.example/'))
  expect(run).toHaveErrorRateBelow('50%')
})

test('negated limits are none', async ({ perf }) => {
  const run = await perf.measure('negated', { iterations: 20, warmup: 0 }, ({ iteration }) => {
    if (iteration > 1) throw new Error('broken')
  })
  expect(run).not.toHaveErrorRateBelow('20%')
})

describe('with a hook that throws', () => {
  afterEach(() => {
    throw new Error('the hook')
  })
  test('is judged all the same', async ({ perf }) => {
    await perf.measure('judged', { iterations: 5, sla: { max: '1ns' } }, () => 1)
  })
})

let late
test('leaves code running', async ({ perf }) => {
  perf.network([tool.get('https://a.example/')])
  late = new Promise((resolve) => setTimeout(resolve, 20)).then(() => fetch('https://a.example/?key=1'))
  late.catch(() => {})
})
test('which cannot reach the network', async () => {
  await expect(late).rejects.toThrow(
    'perf.network: the test "leaves code running" has ended, and its code went on to ask for https://a.example/.',
  )
})
`,
  })
  const { exitCode, stderr, stdout } = await runVitest(project, ['--reporter=skillperf'])
  expect(exitCode).toBe(1)
  expect(stdout).toContain('Tests  7 failed | 3 passed')
  expect(ourPart(stdout)).toContain('judged  real  5  …  0  ~ max')
  const messages = errorMessages(stderr).join('\n')
  expect(messages).toContain(
    'SkillperfError: perf.measure "forgotten here" was still running when the test ended. Await it: const run = await perf.measure(…).',
  )
  expect(messages).toContain(
    'SkillperfError: perf.measure "late": the test "forgets" has ended already. Await every call on `perf` before the test returns.',
  )
  expect(ourPart(stdout)).toContain('well  real  300  …  0')
  expect(messages).toContain('perf.measure "forgotten" was still running when the test ended')
  expect(messages).toContain('nothing answers GET https://b.example/')
  expect(messages).toContain('18 of 20 iterations of "negated" failed (90 %)')
  expect(messages).toContain('Error: the hook')
  expect(ourPart(stdout)).toContain('breached, but not repeated, because the test failed for another reason.')
})

test.for(laneInTurn())('each project has the options of its own plugin (%s)', async (lane) => {
  const limited = (name: string, sla: string): string =>
    `{ plugins: [skillperf({ sla: { ${sla} } })], test: { name: '${name}' } }`
  const project = createProject(lane, {
    'shared.test.ts': NAMED('shared'),
    'vitest.config.ts': `
import { skillperf } from 'skillperf'
import { defineConfig } from 'vitest/config'
export default defineConfig({
  test: { projects: [${limited('fast', "max: '1min'")}, ${limited('sound', "errorRate: '90%'")}, { test: { name: 'none' } }] },
})
`,
  })
  const { exitCode, stdout, stderr } = await runVitest(project, [])
  expect(exitCode, stderr).toBe(0)
  expect(ourPart(stdout)).toMatchInlineSnapshot(`
    "  fast  shared.test.ts
      measurement  clock  n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
       shared  real  2  …  0  ✓ max  <shape>
      none  shared.test.ts
      measurement  clock  n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
       shared  real  2  …  0  <shape>
      sound  shared.test.ts
      measurement  clock  n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
       shared  real  2  …  0  ✓ error rate  <shape>
    Measurements  3 in 3 files, 6 iterations
             SLA  2 passed
          Report  .vitest/skillperf/report.json"
  `)
})

test.for(laneInTurn())(
  'a report that cannot be written is a note, or an error when it was asked for (%s)',
  async (lane) => {
    const project = createProject(lane, { 'a.test.ts': NAMED('a'), '.vitest': 'a file, not a folder' })
    const asIs = await runVitest(project, ['--reporter=skillperf'])
    expect(asIs.exitCode, asIs.stderr).toBe(0)
    expect(ourPart(asIs.stdout)).toContain(
      'note  the report could not be written to <root>/.vitest/skillperf/report.json: Error: E',
    )

    const asked = await runVitest(project, [
      '--reporter=skillperf',
      '--outputFile.skillperf=.vitest/report.json',
    ])
    expect(asked.exitCode).toBe(1)
    expect(ourPart(asked.stdout)).toContain('Measurements  1 in 1 file')
    expect(asked.stderr).toContain(
      'SkillperfError: the report could not be written to <root>/.vitest/report.json',
    )
  },
)
