import { describe, expect, test } from 'vitest'
import { HEADER, SharedRuns, benchProject, config } from './support/bench-file.ts'
import { ourPart } from './support/output.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

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
  const shared = new SharedRuns()

  const RESULTS = `
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
`
  test.for([
    ['without samples', shared.add(RESULTS)],
    ['with samples', new SharedRuns('retainSamples: true').add(RESULTS)],
  ] as const)('results of comparisons and single benchmarks: %s', async ([, results]) => {
    const [own, ours] = await results()
    expect([own.passed, ours.passed], ours.stdout).toStrictEqual([true, true])
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

  const hooks = shared.add(`
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
  test('hooks, in their order', async () => {
    const [own, ours] = await hooks()
    expect([own.passed, ours.passed], ours.stdout).toStrictEqual([true, true])
    expect(ours.seen['calls']).toStrictEqual(own.seen['calls'])
    expect(ours.seen['calls']).toContain('beforeEach run async')
  })

  const options = shared.add(`
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
  test('options', async () => {
    const [own, ours] = await options()
    expect([own.passed, ours.passed], ours.stdout).toStrictEqual([true, true])
    expect(ours.seen).toStrictEqual(own.seen)
    expect(ours.seen).toMatchObject({
      iterations: { calls: 70, samples: 70 },
      'default iterations': { samples: 64 },
      warmup: { calls: 10, samples: 1 },
      time: { calls: 5 },
      event: ['complete', 'a'],
    })
  })

  const errors = shared.add(`
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
  test('errors', async () => {
    const [own, ours] = await errors()
    expect([own.passed, ours.passed]).toStrictEqual([false, false])
    expect(ours.errors).toStrictEqual(own.errors)
    expect(ours.errors).toHaveLength(7)
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
  const project = benchProject('ours', STORING)
  expect((await runVitest(project, [])).exitCode).toBe(0)
  const stored: unknown = JSON.parse(project.read('a.json'))
  const extras = { p90: 4, p95: 4, histogram: expect.stringMatching(/^HISTF/) as string }
  expect(stored).toMatchObject({ latency: extras })

  project.write('a.bench.ts', HEADER + READING)
  expect((await runVitest(project, ['--reporter=blob'])).exitCode).toBe(0)
  expect(JSON.parse(project.read('a.bench.ts.json'))).toStrictEqual({ alone: stored, compared: stored })
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
