import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SOAK } from '../helpers/soak.ts'
import { laneInTurn, ROOT } from './support/lanes.ts'
import { createProject } from './support/project.ts'
import type { Project } from './support/project.ts'
import { runNode } from './support/run-vitest.ts'

const tsconfig = (skipLibCheck: boolean): object => ({
  compilerOptions: {
    target: 'es2022',
    lib: ['es2022', 'esnext.disposable', 'dom', 'dom.iterable'],
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck,
    types: [],
  },
  include: ['*.ts'],
})

// One import is enough for `perf`, the matchers and the meta.
const TEST = (line: string): string => `
import { expect, test } from 'vitest'
${line}

test('research', async ({ perf, task }) => {
  const run = await perf.measure('research', { iterations: 100, time: '2s' }, async ({ iteration, random, signal }) => {
    signal.throwIfAborted()
    return iteration + random()
  })
  expect(run).toHaveP95Below(1_500)
  expect(run).toHaveP99Below('1.5s')
  expect(run).not.toHavePercentileBelow(99.9, '1 s')
  expect.soft(run).toHaveThroughputAbove('50/s')
  expect(run).toCallAtMost('web_search', 1, { per: 'run' })
  expect(run).not.toCostAtMost('$0.02', { prices: { 'gpt-x': { in: 2.5, out: 10 } } })
  expect(run.ttft).toHaveP95Below('1s')
  const p95: number = run.p95 + run.tokens.out.perIteration.max
  const { value, elapsed, tokens } = await perf.virtual(() => 'an answer')
  const [answer, ms]: [string, number] = [value, elapsed + tokens.total + perf.clock.now()]
  const tries: number | undefined = task.meta.skillperf?.tries?.length
  return void [p95, tries, answer, ms]
})
`

const MOCKS = `
import { lognormal, tool } from 'skillperf/mocks'
import { expect, test } from 'vitest'

test('mocked', async ({ perf }) => {
  using net = perf.network([
    tool.get('https://search.example/api', { name: 'web_search', latency: lognormal({ p50: 100, p95: 300 }), json: { hits: [] } }),
  ], { onUnhandledRequest: 'warn' })
  expect(await perf.measure(() => fetch('https://search.example/api'))).toHaveErrorRateBelow('1%')
  expect(net.calls[0]?.ms).toBeGreaterThan(0)
})
`

const FIXTURE = `
import { expect, test as base } from 'skillperf/test'
const test = base.extend<{ n: number }>({
  n: async ({ perf }, use) => use((await perf.measure(() => 1)).n),
})
test('fixture', ({ n, perf }) => {
  expect(n).toBe(300)
  expect(perf).toBeDefined()
})
`

const NAMES = `
import type { IterationContext, Measurement, MeasureOptions, Perf, PerfNetwork, Report } from 'skillperf'
export const measureTwice = async (perf: Perf, options: MeasureOptions): Promise<Measurement[]> => {
  const fn = ({ iteration }: IterationContext): number => iteration
  return [await perf.measure('a', options, fn), await perf.measure('b', options, fn)]
}
export const namesOf = (net: PerfNetwork, report: Report): readonly string[] => [...net.names, ...report.notes]
`

const CONFIG = `
import { perfProject, skillperf } from 'skillperf'
import type { SkillperfOptions } from 'skillperf'
import { defineConfig } from 'vitest/config'
const options: SkillperfOptions = { sla: { p95: 2000, errorRate: '1%' }, isolate: ['perf/**'] }
const perf = perfProject({ name: 'slow', extends: './base.ts', test: { environment: 'node', testTimeout: 1000, setupFiles: ['./setup.ts'] } })
export default defineConfig({
  plugins: [skillperf(options)],
  test: { reporters: ['default', ['skillperf', options]], projects: ['packages/*', perfProject(), perf] },
})
`

const WRONG = `
import 'skillperf/matchers'
import skillperf from 'skillperf'
import { tool } from 'skillperf/mocks'
import { expect, test } from 'vitest'

test('wrong', async ({ perf }) => {
  const run = await perf.measure('a', () => 1)
  // @ts-expect-error a date is no duration
  expect(run).toHaveP95Below(new Date())
  // @ts-expect-error no unit
  expect(run).toHaveP95Below('100')
  // @ts-expect-error no such option
  await perf.measure('a', { iteration: 3 }, () => 1)
  // @ts-expect-error no such clock
  await perf.measure('a', { clock: 'atomic' }, () => 1)
  // @ts-expect-error a URL is missing
  tool.get({ json: 1 })
  // @ts-expect-error the default export is the reporter class
  skillperf()
  // @ts-expect-error no such matcher
  expect(run).toHaveP42Below(1)
})
`

/**
 * Says what the compiler finds.
 *
 * @param skipLibCheck whether declarations, of which Vitest has most, are taken as they are: a quarter of the time
 */
async function compile(project: Project, skipLibCheck = false): Promise<string> {
  project.write('tsconfig.json', JSON.stringify(tsconfig(skipLibCheck && !SOAK)))
  const { stdout } = await runNode([join(ROOT, 'node_modules/typescript/bin/tsc')], project.root)
  return stdout
}

const ENTRIES = ['skillperf', 'skillperf/mocks', 'skillperf/matchers', 'skillperf/setup', 'skillperf/test']

for (const entry of ENTRIES) {
  test.for(laneInTurn())(`importing ${entry} alone brings all types (%s)`, async (lane) => {
    const project = createProject(lane, { 'a.test.ts': TEST(`import '${entry}'`) })
    expect(await compile(project, true)).toBe('')
  })
}

test.for(laneInTurn())('mocks, fixtures and config compile, and wrong calls do not (%s)', async (lane) => {
  const project = createProject(lane, {
    'mocks.test.ts': MOCKS,
    'names.ts': NAMES,
    'fixture.test.ts': FIXTURE,
    'vitest.config.ts': CONFIG,
    'wrong.test.ts': WRONG,
    'all.ts': ENTRIES.map((entry) => `import '${entry}'`).join('\n'),
  })
  expect(await compile(project)).toBe('')
})

test('importing skillperf/bench brings the types of what its provider adds', async () => {
  const project = createProject('vitest-5', {
    'a.bench.ts': `
import provider from 'skillperf/bench'
import { test } from 'vitest'
import type { BenchmarkProvider } from 'vitest'
export const own: BenchmarkProvider = provider
test('a', async ({ bench }) => {
  const { latency } = await bench('a', () => 1).run()
  const [p95, histogram]: [number | undefined, string | undefined] = [latency.p95, latency.histogram]
  // @ts-expect-error no such percentile
  return void [p95, histogram, latency.p42]
})
`,
  })
  expect(await compile(project)).toBe('')
})

test('with Vitest 4, the types of @vitest/runner know the context and the meta, too', async () => {
  const project = createProject('vitest-4', {
    'runner.ts': `
import type { Measurement, TestMeta } from 'skillperf'
import type { TaskMeta, Test, TestContext } from '@vitest/runner'
export const measured = (context: TestContext): Promise<Measurement> => context.perf.measure(() => 1)
export const reportOf = (test: Test): TestMeta | undefined => test.meta.skillperf
export const meta: TaskMeta = { skillperf: { version: 1, tries: [] } }
`,
  })
  expect(await compile(project, true)).toBe('')
})
