import { describe, expect, test } from 'vitest'
import { HEADER, benchProject, config } from './support/bench-file.ts'
import { vitestBin } from './support/lanes.ts'
import { ourPart } from './support/output.ts'
import { createProject } from './support/project.ts'
import type { Project } from './support/project.ts'
import { runNode, runVitest } from './support/run-vitest.ts'
import type { Outcome } from './support/run-vitest.ts'

const TABLE = `
test('sorts', async ({ bench }) => {
  await bench.compare(bench('slow', taking(40, 50)), bench('fast', taking(1, 2, 3)), FAST)
})
test('parses', async ({ bench }) => {
  await bench('parses', taking(1, 2)).run({ ...FAST, iterations: 10 })
})
`

describe('tables', () => {
  test('one table, not two', async () => {
    const project = benchProject('ours', TABLE)
    const { exitCode, stdout } = await runVitest(project, ['--reporter=skillperf'])
    expect(exitCode).toBe(0)
    expect(stdout).toMatchInlineSnapshot(`
      "RUN  <vitest> <root>

       ✓  bench  a.bench.ts (2 tests) <time>
         ✓ sorts <time>
         ✓ parses <time>

       Test Files  1 passed (1)
            Tests  2 passed (2)
         Start at  <time>
         Duration  <time>


        bench  a.bench.ts

         benchmark    n  mean ms       ±   min   p50   p90   p95   p99   max  per s
         sorts
           fast     100     2.00  8.10 %  1.00  2.00  3.00  3.00  3.00  3.00    500  fastest
           slow     100     45.0  2.22 %  40.0  45.0  50.0  50.0  50.0  50.0   22.2
         parses      10     1.50  25.1 %  1.00  1.50  2.00     —     —  2.00    667

        Benchmarks  3 in 1 file
            Report  .vitest/skillperf/report.json"
    `)
  })

  test("beside Vitest's own, what those leave out; and the line to write when p95 is not known", async () => {
    const project = benchProject("Vitest's", TABLE)
    project.write(
      'vitest.config.ts',
      config("Vitest's").replace('  test: {', '  plugins: [skillperf()],\n  test: {'),
    )
    const { exitCode, stdout } = await runVitest(project, ['--reporter=default'])
    expect(exitCode).toBe(0)
    expect(stdout.split('\n').filter((line) => / hz +min/.test(line))).toHaveLength(2)
    expect(ourPart(stdout)).toMatchInlineSnapshot(`
      "  bench  a.bench.ts
         benchmark, ms    n   p50  p90  p95
         sorts
           fast         100  2.00    —    —
           slow         100  45.0    —    —
         parses          10  1.50    —    —
        Benchmarks  3 in 1 file
            Report  .vitest/skillperf/report.json
       note  "fast", "slow" have no p95: write benchmark: { provider: 'skillperf/bench' } into the config"
    `)
  })

  test("Vitest's comparison across projects stays", async () => {
    const projects = "projects: ['x', 'y'].map((name) => ({ extends: true, test: { name } })),"
    const project = createProject('vitest-5', {
      'a.bench.ts': `${HEADER}
test('parses', async ({ bench }) => {
  await bench('a', { perProject: true }, taking(1, 2)).run(FAST)
})`,
      'vitest.config.ts': config('ours', '', projects),
    })
    const { exitCode, stdout } = await runVitest(project, ['--reporter=skillperf'])
    expect(exitCode).toBe(0)
    const tables = stdout.split('\n').filter((line) => / hz +min| mean ms +±/.test(line))
    expect(tables.map((line) => line.trim().split(/ {2,}/)[0])).toStrictEqual([
      'project',
      'benchmark',
      'benchmark',
    ])
  })

  test.for([
    ['dot', 'whole'],
    ['verbose', 'additional'],
  ])('beside %s: %s', async ([reporter]) => {
    const project = benchProject('ours', TABLE)
    const { stdout } = await runVitest(project, [`--reporter=${reporter}`, '--reporter=skillperf'])
    const printed = stdout.split('\n').filter((line) => / hz +min| mean ms +±/.test(line))
    // Two of Vitest's, one a test; or ours, one a file.
    expect(printed).toHaveLength(reporter === 'dot' ? 1 : 2)
    expect(ourPart(stdout)).toContain('Benchmarks  3 in 1 file')
  })
})

describe('with Vitest 4', () => {
  const FILE = `
import { bench, describe } from 'vitest'
const options = { time: 0, iterations: 20, warmupTime: 0, warmupIterations: 0 }
const busy = () => { for (const end = performance.now() + 1; performance.now() < end; ); }
describe('sorts', () => {
  bench('fast', () => {}, options)
  bench('slow', busy, options)
})
bench('top', busy, options)
`
  const benchOf = (files: Readonly<Record<string, string>> = {}): Project =>
    createProject('vitest-4', { 'a.bench.ts': FILE, ...files })
  const runBench = (project: Project, args: readonly string[] = []): Promise<Outcome> =>
    runNode([vitestBin('vitest-4'), 'bench', '--run', ...args], project.root)

  /** Our part without the figures, which are the machine's, and without their widths. */
  const ours = ({ stdout }: Outcome): string[] =>
    ourPart(stdout)
      .split('\n')
      .map((line) => line.trim().split(/ {2,}/))
      .map(([first = '', ...cells]) =>
        [first, ...cells.map((cell) => cell.replace(/^[\d. ]+$/, '<figure>'))].join('  '),
      )

  test('`vitest bench --reporter=skillperf` adds a table', async () => {
    const outcome = await runBench(benchOf(), ['--reporter=skillperf'])
    expect(outcome.exitCode, outcome.stderr).toBe(0)
    expect(ours(outcome)).toMatchInlineSnapshot(`
      [
        "a.bench.ts",
        "benchmark, ms  n  p50  p90  p95",
        "sorts",
        "fast  <figure>  <figure>  —  —",
        "slow  <figure>  <figure>  —  —",
        "top  <figure>  <figure>  —  —",
        "Benchmarks  3 in 1 file",
        "Report  .vitest/skillperf/report.json",
        "note  "fast", "slow", "top" have no p95: write benchmark: { includeSamples: true } into the config",
      ]
    `)
  })

  test('the plugin adds it, too, and samples give p95', async () => {
    const project = benchOf({
      'vitest.config.ts': `
import { skillperf } from 'skillperf'
export default { plugins: [skillperf()], test: { benchmark: { includeSamples: true } } }
`,
    })
    const outcome = await runBench(project)
    expect(outcome.exitCode, outcome.stderr).toBe(0)
    expect(outcome.stdout.split('BENCH  Summary')).toHaveLength(2)
    expect(ours(outcome)).toMatchInlineSnapshot(`
      [
        "a.bench.ts",
        "benchmark, ms  n  p50  p90  p95",
        "sorts",
        "fast  <figure>  <figure>  <figure>  <figure>",
        "slow  <figure>  <figure>  <figure>  <figure>",
        "top  <figure>  <figure>  <figure>  <figure>",
        "Benchmarks  3 in 1 file",
        "Report  .vitest/skillperf/report.json",
      ]
    `)
    const report = JSON.parse(project.read('.vitest/skillperf/report.json')) as unknown
    expect(report).toMatchObject({
      benchmarks: [
        {
          groups: [{ name: 'sorts', benchmarks: [{ name: 'fast' }, { name: 'slow', n: 20 }] }, { name: '' }],
        },
      ],
    })
  })

  test("alone in the config it brings Vitest's own", async () => {
    const config = "export default { test: { benchmark: { reporters: ['skillperf'] } } }"
    const { exitCode, stdout } = await runBench(benchOf({ 'vitest.config.ts': config }))
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/BENCH {2}Summary\n+ +fast - a\.bench\.ts > sorts\n +[\d.]+x faster than slow\n/)
    expect(ourPart(stdout)).toContain('Benchmarks  3 in 1 file')
  })
})
