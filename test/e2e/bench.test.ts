import { describe, expect, test } from 'vitest'
import { vitestBin } from './support/lanes.ts'
import { errorMessages, ourPart } from './support/output.ts'
import { createProject } from './support/project.ts'
import type { Project } from './support/project.ts'
import { runNode, runVitest } from './support/run-vitest.ts'
import type { Outcome } from './support/run-vitest.ts'

type Provider = "Vitest's" | 'ours'

const PROVIDER = "provider: 'skillperf/bench',"

/** A config with benchmarks; its reporter writes what it is given of them to `reported.json`. */
const config = (provider: Provider, benchmark = '', more = ''): string => `
import { writeFileSync } from 'node:fs'
import { skillperf } from 'skillperf'

const keeping = {
  onTestRunEnd(modules) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    writeFileSync('reported.json', JSON.stringify(tests.flatMap((test) => test.benchmarks())))
  },
}
export default {
  test: {
    reporters: ['default', keeping],
    benchmark: { enabled: true, ${provider === 'ours' ? PROVIDER : ''} ${benchmark} },
    ${more}
  },
}
void skillperf
`

/** Writes what a benchmark file exports to JSON, at its end. */
const HEADER = `
import { writeFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'

const seen = {}
afterAll(() => writeFileSync('seen.json', JSON.stringify(seen, (_, value) => value === undefined ? 'undefined' : value)))

/** Samples without chance: the next of these, in ms. */
const taking = (...ms) => {
  let next = 0
  return () => ({ overriddenDuration: ms[next++ % ms.length] })
}
const FAST = { time: 0, iterations: 100, warmup: false }
`

interface Run extends Outcome {
  readonly project: Project
  readonly seen: Record<string, unknown>
  readonly reported: readonly { name: string; tasks: readonly Record<string, unknown>[] }[]
}

async function run(provider: Provider, file: string, benchmark = ''): Promise<Run> {
  const project = createProject('vitest-5', {
    'a.bench.ts': HEADER + file,
    'vitest.config.ts': config(provider, benchmark),
  })
  const outcome = await runVitest(project, [])
  const read = (name: string): unknown => JSON.parse(project.read(name))
  return {
    ...outcome,
    project,
    seen: read('seen.json') as Run['seen'],
    reported: read('reported.json') as Run['reported'],
  }
}

/** The same file with Vitest's own provider and with ours. */
async function runBoth(file: string, benchmark = ''): Promise<[own: Run, ours: Run]> {
  return Promise.all([run("Vitest's", file, benchmark), run('ours', file, benchmark)])
}

/** Takes out what we add. */
function withoutExtras(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutExtras)
  if (typeof value !== 'object' || value === null) return value
  const extras = 'rme' in value ? ['p90', 'p95', 'histogram'] : []
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !extras.includes(key))
      .map(([key, part]) => [key, withoutExtras(part)]),
  )
}

/** Every object with these keys, at whatever depth. */
function statisticsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return []
  const inside = Object.values(value).flatMap(statisticsIn)
  return 'latency' in value ? [value.latency as Record<string, unknown>, ...inside] : inside
}

describe("all that Vitest's own provider does, ours does", () => {
  test.for<[string, string]>([
    ['without samples', ''],
    ['with samples', 'retainSamples: true'],
  ])('results of comparisons and single benchmarks: %s', async ([, benchmark]) => {
    const [own, ours] = await runBoth(
      `
test('compared', async ({ bench, task }) => {
  const results = await bench.compare(
    bench('slow', taking(4, 5, 6)),
    bench('fast', { retainSamples: false }, taking(1, 2, 3)),
    bench('kept', { retainSamples: true }, taking(3)),
    { ...FAST, name: 'a name' },
  )
  seen.slow = results.get('slow')
  seen.fast = results.get('fast')
  seen.kept = results.get('kept')
  seen.benchmarks = task.benchmarks
  expect(results.get('fast')).toBeFasterThan(results.get('slow'), { delta: 0.5 })
  expect(results.get('slow')).toBeSlowerThan(results.get('fast'), { delta: 1 })
  expect(results.get('slow')).not.toBeFasterThan(results.get('fast'))
})
test('single', async ({ bench }) => {
  const registration = bench(function named() {}, taking(7))
  seen.single = await registration.run(FAST)
  seen.name = registration.name
})
`,
      benchmark,
    )
    expect([own.exitCode, ours.exitCode], ours.stdout + ours.stderr).toStrictEqual([0, 0])
    expect(withoutExtras(ours.seen)).toStrictEqual(own.seen)
    expect(withoutExtras(ours.reported)).toStrictEqual(own.reported)
    const latencies = [...statisticsIn(ours.seen), ...statisticsIn(ours.reported)]
    expect(latencies).toHaveLength(11)
    for (const latency of latencies) {
      expect(latency).toMatchObject({ p95: expect.any(Number), histogram: expect.stringMatching(/^HISTF/) })
    }
    expect(statisticsIn(ours.seen['fast'] === undefined ? {} : { a: ours.seen['fast'] })[0]).toMatchObject({
      p90: 3,
      p95: 3,
      samples: 'undefined',
    })
  })

  test('hooks, in their order', async () => {
    const [own, ours] = await runBoth(`
const calls = (seen.calls = [])
const note = (what) => function (mode) { calls.push([what, mode, this?.name].join(' ')) }
const hooks = { beforeAll: note('beforeAll'), beforeEach: note('beforeEach'), afterEach: note('afterEach'), afterAll: note('afterAll') }
const around = (what) => (task, mode) => void calls.push([what, mode, task.name].join(' '))
const benchmark = (name, fn) => [name, hooks, () => (calls.push(name), fn())]

for (const concurrency of [null, 'task', 'bench']) {
  test('hooks ' + concurrency, async ({ bench }) => {
    await bench.compare(
      bench(...benchmark('sync', () => 1)),
      bench(...benchmark('async', async () => 1)),
      { concurrency, threshold: 2, time: 0, iterations: 3, warmupTime: 0, warmupIterations: 2, setup: around('setup'), teardown: around('teardown') },
    )
  })
}
`)
    expect([own.exitCode, ours.exitCode], ours.stdout + ours.stderr).toStrictEqual([0, 0])
    expect(ours.seen['calls']).toStrictEqual(own.seen['calls'])
    expect(ours.seen['calls']).toContain('beforeEach run async')
  })

  test('options', async () => {
    const [own, ours] = await runBoth(`
const OPTIONS = {
  iterations: { time: 0, iterations: 70, warmup: false },
  'default iterations': { time: 0, warmup: false },
  warmup: { time: 0, iterations: 1, warmupTime: 0, warmupIterations: 9 },
  'warmup: false': { time: 0, iterations: 1, warmup: false },
  time: { time: 500, iterations: 1, warmup: false },
  'one by one': { concurrency: 'task', threshold: 1, time: 0, iterations: 12, warmup: false },
  'with events': { time: 0, iterations: 5, warmup: false, setup: (task) => task.addEventListener('complete', (event) => (seen.event = [event.type, event.task.name])) },
}
for (const [name, options] of Object.entries(OPTIONS)) {
  test(name, async ({ bench }) => {
    let calls = 0
    const result = await bench('a', { async: false }, () => (calls++, { overriddenDuration: 100 })).run(options)
    seen[name] = { calls, samples: result.latency.samplesCount, provider: result.timestampProviderName }
  })
}
`)
    expect([own.exitCode, ours.exitCode], ours.stdout + ours.stderr).toStrictEqual([0, 0])
    expect(ours.seen).toStrictEqual(own.seen)
    expect(ours.seen).toMatchObject({
      iterations: { calls: 70, samples: 70 },
      'default iterations': { samples: 64 },
      warmup: { calls: 10, samples: 1 },
      time: { calls: 5 },
      event: ['complete', 'a'],
    })
  })

  test('errors', async () => {
    const [own, ours] = await runBoth(`
const failing = (message) => () => { throw new Error(message) }
test('one of two', async ({ bench }) => {
  await bench.compare(bench('fine', taking(1)), bench('failing', failing('first')), FAST)
})
test('two', async ({ bench }) => {
  await bench.compare(bench('a', failing('first')), bench('b', async () => failing('second')()), FAST)
})
test('in a hook', async ({ bench }) => {
  await bench('a', { beforeEach: failing('hook') }, taking(1)).run(FAST)
})
test('at once', async ({ bench }) => {
  await bench.compare(bench('a', failing('thrown')), bench('b', () => { seen.b = true }), { ...FAST, throws: true })
})
test('aborted', async ({ bench }) => {
  const controller = new AbortController()
  let calls = 0
  const fn = () => { if (++calls === 3) controller.abort(); return { overriddenDuration: 1 } }
  await bench('a', fn).run({ ...FAST, signal: controller.signal })
})
test('the same name twice', async ({ bench }) => {
  await bench.compare(bench('a', taking(1)), bench('a', taking(1)), FAST)
})
test('wrong options', async ({ bench }) => {
  await bench('a', taking(1)).run({ ...FAST, concurrency: 'task', subtractTimerOverhead: true })
})
`)
    expect([own.exitCode, ours.exitCode]).toStrictEqual([1, 1])
    expect(errorMessages(ours.stderr)).toStrictEqual(errorMessages(own.stderr))
    expect(errorMessages(ours.stderr)).toHaveLength(7)
    expect(ours.seen).toStrictEqual(own.seen)
  })

  test('perProject', async () => {
    const outputs = await Promise.all(
      (["Vitest's", 'ours'] as const).map(async (provider) => {
        const projects =
          "projects: [{ extends: true, test: { name: 'x' } }, { extends: true, test: { name: 'y' } }],"
        const project = createProject('vitest-5', {
          'a.bench.ts': `${HEADER}
test('parses', async ({ bench }) => {
  await bench('a', { perProject: true, writeResult: 'results/\${projectName}.json' }, taking(1, 2)).run(FAST)
})`,
          'vitest.config.ts': config(provider, '', projects),
        })
        const { exitCode, stdout, stderr } = await runVitest(project, [])
        expect(exitCode, stdout + stderr).toBe(0)
        const results = ['x', 'y'].map((name) => JSON.parse(project.read(`results/${name}.json`)) as unknown)
        return {
          comparison: stdout.slice(stdout.indexOf('Cross-Project'), stdout.indexOf('Test Files')),
          results,
        }
      }),
    )
    const [own, ours] = outputs
    // Equal means: which project comes first is chance.
    expect(ours?.comparison.replaceAll(/[xy] \(bench\)/g, '')).toBe(
      own?.comparison.replaceAll(/[xy] \(bench\)/g, ''),
    )
    expect(ours?.comparison).toContain('a.bench.ts > parses > a')
    expect(withoutExtras(ours?.results)).toStrictEqual(own?.results)
    expect(statisticsIn(ours?.results)).toHaveLength(2)
  })
})

const STORING = `
test('stores', async ({ bench }) => {
  await bench('a', { writeResult: 'a.json' }, taking(1, 2, 3, 4)).run(FAST)
})
`
const READING = `
test('reads', async ({ bench }) => {
  seen.alone = await bench.from('before', 'a.json').run()
  const results = await bench.compare(bench('now', taking(2)), bench.from('before', 'a.json'), FAST)
  seen.compared = results.get('before')
  expect(results.get('now')).toBeFasterThan(results.get('before'))
})
`

test('p95 and histogram survive writeResult, bench.from and blobs, up to the report', async () => {
  const { project } = await run('ours', STORING)
  const stored: unknown = JSON.parse(project.read('a.json'))
  const extras = { p90: 4, p95: 4, histogram: expect.stringMatching(/^HISTF/) as string }
  expect(stored).toMatchObject({ latency: extras })

  project.write('a.bench.ts', HEADER + READING)
  expect((await runVitest(project, ['--reporter=blob'])).exitCode).toBe(0)
  expect(JSON.parse(project.read('seen.json'))).toStrictEqual({ alone: stored, compared: stored })
  const { exitCode, stdout } = await runVitest(project, ['--merge-reports', '--reporter=skillperf'])
  expect(exitCode).toBe(0)
  expect(ourPart(stdout)).toMatchInlineSnapshot(`
    "  bench  a.bench.ts
       benchmark                  n  mean ms       ±   min   p50   p90   p95   p99   max  per s
       reads > before (stored)  100     2.50  8.92 %  1.00  2.50  4.00  4.00  4.00  4.00    400
       reads
         now                    100     2.00     0 %  2.00  2.00  2.00  2.00  2.00  2.00    500  fastest
         before (stored)        100     2.50  8.92 %  1.00  2.50  4.00  4.00  4.00  4.00    400
      Benchmarks  3 in 1 file
          Report  .vitest/skillperf/report.json"
  `)
  const { benchmarks } = JSON.parse(project.read('.vitest/skillperf/report.json')) as { benchmarks: unknown }
  expect(benchmarks).toMatchObject([
    {
      project: 'bench',
      file: 'a.bench.ts',
      groups: [
        { name: 'reads', benchmarks: [{ name: 'before', stored: true, percentilesMs: { p95: 4 } }] },
        {
          name: 'reads',
          benchmarks: [
            {
              name: 'now',
              stored: false,
              n: 100,
              throughput: 500,
              meanMs: 2,
              percentilesMs: { p50: 2, p95: 2 },
            },
            { name: 'before', histogramNs: extras.histogram },
          ],
        },
      ],
    },
  ])
})

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
    const { project } = await run('ours', TABLE)
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
    const { project } = await run("Vitest's", TABLE)
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
    const { project } = await run('ours', TABLE)
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
