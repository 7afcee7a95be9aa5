import { expect, test } from 'vitest'
import { laneInTurn } from './support/lanes.ts'
import { errorMessages, ourPart } from './support/output.ts'
import { createProject } from './support/project.ts'
import type { Project } from './support/project.ts'
import { runVitest, runVitestAlone } from './support/run-vitest.ts'

const config = (body: string, imports = ''): string => `
import { skillperf } from 'skillperf'
${imports}
import { defineConfig } from 'vitest/config'
export default defineConfig(${body})
`

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1
}

const readReport = (project: Project, path = '.vitest/skillperf/report.json'): { summary: unknown } =>
  JSON.parse(project.read(path)) as { summary: unknown }

test('the whole output of a run', async () => {
  const project = createProject('vitest-5', 'basic')
  const { exitCode, stdout, stderr } = await runVitestAlone(project, [
    '--reporter=skillperf',
    '--maxWorkers=1',
    // A test that passes is listed when it was slow.
    '--slowTestThreshold=120000',
  ])
  expect(exitCode).toBe(1)
  // What was tried is what users get.
  expect(project.read('.vitest/skillperf/setup.mjs')).toContain('/lanes/vitest-5/node_modules/skillperf/')
  expect(`${stdout}\n\n${stderr}`).toMatchInlineSnapshot(`
    "RUN  <vitest> <root>

     ❯ slow.test.ts (1 test | 1 failed) <time>
       × breaks its SLA <time>
     ✓ fast.test.ts (2 tests) <time>

     Test Files  1 failed | 1 passed (2)
          Tests  1 failed | 2 passed (3)
       Start at  <time>
       Duration  <time>


     fast.test.ts

      measurement  clock  n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
       fast  real  60  …  0  ✓ p95 ✓ p50  <shape>


     slow.test.ts

      measurement  clock  load  n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
       slow  real  60 at once  60  …  0  ✗ p95  <shape>
       ✗ slow: p95 <figure> ms, limit < 1 ms, repeated in 2 of 2 fresh attempts

    Measurements  2 in 2 files, 120 iterations
             SLA  1 failed | 2 passed
          Report  .vitest/skillperf/report.json

    ⎯⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯⎯

     FAIL  slow.test.ts > breaks its SLA
    AssertionError: expect(run).toHaveP95Below(1)   slow, real clock, ms

    Expected p95  < 1
    Received p95  <figure>  n = 60 · <figures>
    <shape>

    60 of 60 samples took 1 ms or longer (100 %).
    At least 5 % of all iterations do: 99.5 % sure (exact binomial bound).
    Repeated in 2 of 2 fresh attempts.

    Next step: most iterations are too slow: look at what every one of them does. If it calls tools, mock them with perf.network([…]): this message then names the slowest.
     ❯ slow.test.ts:9:15
          7| test('breaks its SLA', { timeout: 20_000 }, async ({ perf }) => {
          8|   const run = await perf.measure('slow', once, () => sleep(500))
          9|   expect(run).toHaveP95Below(1)
           |               ^
         10| })
         11|

    ⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[1/1]⎯"
  `)
})

test.for(laneInTurn('vitest-5'))(
  'beside the default reporter nothing is printed twice (%s)',
  async (lane) => {
    const project = createProject(lane, 'quick')
    project.write(
      'vitest.config.ts',
      config(`{ test: { reporters: ['default', 'skillperf'] }, plugins: [skillperf()] }`),
    )
    const { exitCode, stdout, stderr } = await runVitest(project, [])
    expect(exitCode).toBe(1)
    expect(occurrences(stdout, ' Test Files ')).toBe(1)
    expect(occurrences(stdout, 'Measurements  2 in 2 files')).toBe(1)
    expect(occurrences(stderr, 'Failed Tests 1')).toBe(1)
  },
)

test.for(laneInTurn())('named twice it speaks once, and in a pipe without colours (%s)', async (lane) => {
  const project = createProject(lane, 'quick')
  const { raw, stdout, stderr } = await runVitest(project, ['--reporter=skillperf', '--reporter=skillperf'])
  expect(occurrences(stdout, ' Test Files ')).toBe(1)
  expect(occurrences(stdout, 'Measurements  2 in 2 files')).toBe(1)
  expect(occurrences(stderr, 'Failed Tests 1')).toBe(1)
  expect(raw.slice(raw.indexOf('measurement'))).not.toContain('\u001B[')
})

const CIRCLE = `
import { expect, test } from 'vitest'

test('measures', async ({ perf }) => {
  await perf.measure('circle', { iterations: 3 }, () => {
    const error = new Error('password=' + ['hunter', 2].join('') + ' at https://x.example/?api_key=' + 'K')
    error.cause = error
    throw error
  })
})
`
const BREAKS_VITEST = `
test('breaks the reporters of Vitest', () => {
  const error = new Error('round')
  error.cause = error
  throw error
})
`

test.for(laneInTurn())('errors that are their own cause, with secrets (%s)', async (lane) => {
  const project = createProject(lane, { 'circle.test.ts': CIRCLE })
  const { exitCode, stdout, stderr } = await runVitest(project, ['--reporter=skillperf'])
  expect(exitCode).toBe(1)
  expect(
    occurrences(stderr, 'Caused by: Error: password=[redacted] at https://x.example/?api_key=[redacted]'),
  ).toBe(6)
  expect(ourPart(stdout)).toContain('Measurements  1 in 1 file')

  // What breaks another reporter does not take the figures along.
  project.write('circle.test.ts', CIRCLE + BREAKS_VITEST)
  const broken = await runVitest(project, ['--reporter=skillperf'])
  expect(broken.exitCode).toBe(1)
  expect(ourPart(broken.stdout)).toContain('Measurements  1 in 1 file')
  const report = project.read('.vitest/skillperf/report.json')
  expect(report).toContain('Error: password=[redacted] at https://x.example/?api_key=[redacted]')
  expect(stdout + stderr + broken.stdout + broken.stderr + report).not.toMatch(/hunter2|api_key=K/)
})

test.for(laneInTurn())(
  'the plugin leaves the reporters alone that the command line names (%s)',
  async (lane) => {
    const project = createProject(lane, 'quick')
    project.write('vitest.config.ts', config('{ plugins: [skillperf()] }'))
    const dot = await runVitest(project, ['--reporter=dot'])
    expect(occurrences(dot.stdout, ' Test Files ')).toBe(1)
    expect(ourPart(dot.stdout)).toContain('Measurements  2 in 2 files')

    // Standard output belongs to somebody else: not a word of ours in it.
    const json = await runVitest(project, ['--reporter=json'])
    if (lane === 'vitest-4') expect(JSON.parse(json.raw)).toMatchObject({ numTotalTests: 3 })
    else expect(json.stdout).toMatch(/^JSON report written to \S+$/)
    expect(readReport(project).summary).toMatchObject({ measurements: 2 })
  },
)

test.for(laneInTurn())(
  'on GitHub, annotations and the job summary are still written; and colours, where they are forced (%s)',
  async (lane) => {
    const project = createProject(lane, 'quick')
    project.write('summary.md', '')
    const { raw, stdout } = await runVitest(project, ['--reporter=skillperf'], {
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: `${project.root}/summary.md`,
      FORCE_COLOR: '1',
    })
    const annotation = stdout.split('\n').filter((line) => line.startsWith('::error'))
    expect(annotation).toHaveLength(1)
    expect(annotation[0]).toMatch(
      /^::error file=<root>\/slow\.test\.ts,title=slow\.test\.ts > breaks its SLA,line=7,column=15::SkillperfError: toHaveP95Below: the p95 of 20 samples is not known/,
    )
    if (lane === 'vitest-5') expect(project.read('summary.md')).toContain('1 failure')
    expect(raw).toContain('\u001B[31m✗ p95\u001B[39m')
  },
)

test('--outputFile.skillperf sets the path of the JSON report', async () => {
  const project = createProject('vitest-5', 'quick')
  project.write('vitest.config.ts', config(`{ plugins: [skillperf({ report: { json: 'plugin.json' } })] }`))
  const { stdout } = await runVitest(project, [
    '--reporter=skillperf',
    '--outputFile.skillperf=out/perf.json',
  ])
  expect(ourPart(stdout)).toContain('Report  out/perf.json')
  expect(ourPart(stdout)).toContain(
    'note  `report.json` is "out/perf.json" in the command line and "plugin.json" in the plugin options: the first wins',
  )
  expect(readReport(project, 'out/perf.json').summary).toMatchObject({ measurements: 2 })
})

test('reporter options come before plugin options, and an SLA is inherited', async () => {
  const project = createProject('vitest-5', {
    'a.test.ts': `
import { test } from 'vitest'
test('has no matcher', { timeout: 20_000 }, async ({ perf }) => {
  const once = { iterations: 60, concurrency: 60, warmup: 0 }
  await perf.measure('bare', once, () => new Promise((resolve) => setTimeout(resolve, 800)))
})
`,
    'vitest.config.ts': config(
      `{ plugins: [skillperf({ sla: { p95: '1min' }, seed: 7 })], test: { reporters: [['skillperf', { sla: { p95: 1, p99: '2s' } }]] } }`,
    ),
  })
  const { exitCode, stdout, stderr } = await runVitest(project, [])
  expect(exitCode).toBe(1)
  expect(ourPart(stdout)).toMatchInlineSnapshot(`
    " a.test.ts
      measurement  clock  load  n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
       bare  real  60 at once  60  …  0  ✗ p95 ~ p99  <shape>
       ✗ bare: p95 <figure> ms, limit < 1 ms (inherited from the options), repeated in 2 of 2 fresh attempts
       ~ bare: p99 <figure> ms, limit < 2 000 ms (inherited from the options): the p99 of 60 samples is not known: it needs at least 299. Run "bare" with { iterations: 299 } or more.
    Measurements  1 in 1 file, 60 iterations
             SLA  1 failed | 1 inconclusive
          Report  .vitest/skillperf/report.json
     note  \`sla\` is {"p95":1,"p99":"2s"} in the reporter options and {"p95":"1min"} in the plugin options: the first wins"
  `)
  expect(errorMessages(stderr)).toMatchInlineSnapshot(`
    [
      "AssertionError: SLA   bare, real clock, ms

    Expected p95  < 1
    Received p95  <figure>  n = 60 · <figures>
    Limit from \`sla\` in the skillperf options (inherited)
    <shape>

    60 of 60 samples took 1 ms or longer (100 %).
    At least 5 % of all iterations do: 99.5 % sure (exact binomial bound).
    Repeated in 2 of 2 fresh attempts.

    Next step: most iterations are too slow: look at what every one of them does. If it calls tools, mock them with perf.network([…]): this message then names the slowest.",
    ]
  `)
  expect(readReport(project)).toMatchObject({
    files: [{ tests: [{ tries: [{ measurements: [{ seed: 7 }] }] }] }],
  })
})

test.for([
  [
    'an unknown option',
    config(`{ plugins: [skillperf({ slo: { p95: 1 } })] }`),
    'skillperf({ … }): unknown option `slo`. Did you mean `sla`? Known: sla, seed, inconclusive, isolate, spans, baseline, enforceBaseline, minDetectableSlowdown, tolerance, report.',
  ],
  [
    'a wrong value',
    config(`{ plugins: [skillperf({ sla: { p95: -5 } })] }`),
    "skillperf({ … }) `sla` `p95`: the limit must be above 0 ms and finite, received -5. Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'.",
  ],
  [
    'a wrong reporter option',
    config(`{ test: { reporters: [['skillperf', { seed: 1.5 }]] } }`),
    "reporters: [['skillperf', { … }]]: `seed` must be a whole number, received 1.5. Leave it out for the default, 1.",
  ],
  [
    'the plugin that nobody called',
    config(`{ plugins: [skillperf] }`),
    'the config has the function `skillperf` among its plugins, not what it returns. Write: plugins: [skillperf()]',
  ],
  [
    'the default import as the plugin',
    config(`{ plugins: [wrong] }`, `import wrong from 'skillperf'`),
    "the default export of 'skillperf' is the reporter class, not the plugin. Write: import { skillperf } from 'skillperf'",
  ],
  [
    'a reporter as the plugin',
    config(`{ plugins: [new wrong()] }`, `import wrong from 'skillperf'`),
    "the default export of 'skillperf' is the reporter class, not the plugin. Write: import { skillperf } from 'skillperf'",
  ],
  [
    'the default import called as the plugin',
    config(`{ plugins: [wrong()] }`, `import wrong from 'skillperf'`),
    "the default export of 'skillperf' is the reporter class, not the plugin. Write: import { skillperf } from 'skillperf'",
  ],
] as const)('start-up refuses %s', async ([, text, message]) => {
  for (const lane of laneInTurn()) {
    const project = createProject(lane, 'quick')
    project.write('vitest.config.ts', text)
    const { exitCode, stderr, stdout } = await runVitest(project, [])
    expect(exitCode).toBe(1)
    const line = `${stderr}\n${stdout}`.split('\n').find((one) => one.includes('SkillperfError'))
    expect(line).toBe(`SkillperfError: ${message}`)
  }
})
