import { expect, test } from 'vitest'
import { laneInTurn } from './support/lanes.ts'
import { ourPart } from './support/output.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

const CONTEXTS = `
import { beforeEach, describe, expect, test } from 'vitest'

const work = () => Promise.resolve(1)
const seen = new Set<unknown>()

beforeEach((context) => {
  expect(context.perf.measure).toBeTypeOf('function')
})

test('plain', async ({ perf }) => {
  expect(await perf.measure('plain', { iterations: 5 }, work)).toHaveP50Below('1min')
})

test('whole context', async (context) => {
  await context.perf.measure('whole context', { iterations: 2 }, work)
})

test('named after the test', async ({ perf }) => {
  const { measure } = perf
  const run = await measure(work)
  expect(run.name).toBe('named after the test')
  expect(run.n).toBe(300)
})

test.for([1, 2])('for %s', async (number, { perf }) => {
  await perf.measure({ 1: 'for one', 2: 'for two' }[number], { iterations: number }, work)
})

describe('concurrent', { concurrent: true }, () => {
  for (const name of ['a', 'b', 'c']) {
    test(name, async ({ perf, expect }) => {
      seen.add(perf)
      const slow = () => new Promise((resolve) => setTimeout(resolve, 50))
      expect(await perf.measure(name, { iterations: 2, warmup: 0 }, slow)).toHaveMaxBelow('1min')
    })
  }
})

test('each test has its own', () => {
  expect(seen.size).toBe(3)
})

test('skipped', ({ skip }) => skip())
`

const EXTENDED = `
import { expect, test } from 'vitest'

const extended = test.extend<{ base: number }>({ base: async ({}, use) => use(40) })

extended('extended', async ({ base, perf }) => {
  const run = await perf.measure('extended', { iterations: base }, () => Promise.resolve(1))
  expect(run.n).toBe(40)
})

extended.for([1, 2])('extended for %s', async (number, { base, perf }) => {
  await perf.measure('extended for ' + number, { iterations: base }, () => Promise.resolve(1))
})
`

const FIXTURES = `
import { test as base, expect } from 'skillperf/test'

const work = () => Promise.resolve(1)

const test = base.extend<{ measured: number }>({
  measured: async ({ perf }, use) => {
    const run = await perf.measure('in a fixture', { iterations: 5 }, work)
    await use(run.n)
  },
})

test('a fixture takes perf itself', async ({ measured, perf }) => {
  expect(measured).toBe(5)
  expect(await perf.measure('in the test', { iterations: 5 }, work)).toHaveMaxBelow('1min')
})
`

test.for(laneInTurn())('perf is on every kind of context (%s)', async (lane) => {
  const project = createProject(lane, { 'a.test.ts': CONTEXTS, 'b.test.ts': FIXTURES, 'c.test.ts': EXTENDED })
  const { exitCode, stdout, stderr } = await runVitest(project, ['--reporter=skillperf', '--maxWorkers=1'])
  expect(exitCode, stderr).toBe(0)
  expect(ourPart(stdout)).toMatchInlineSnapshot(`
    " a.test.ts
      measurement  clock  n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
       plain  real  5  …  0  ✓ p50  <shape>
       whole context  real  2  …  0  <shape>
       named after the test  real  300  …  0  <shape>
       for one  real  1  …  0  <shape>
       for two  real  2  …  0  <shape>
       a  real  2  …  0  ✓ max  <shape>
       b  real  2  …  0  ✓ max  <shape>
       c  real  2  …  0  ✓ max  <shape>
     b.test.ts
      measurement  clock  n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
       in a fixture  real  5  …  0  <shape>
       in the test  real  5  …  0  ✓ max  <shape>
     c.test.ts
      measurement  clock  n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
       extended  real  40  …  0  <shape>
       extended for 1  real  40  …  0  <shape>
       extended for 2  real  40  …  0  <shape>
    Measurements  13 in 3 files, 446 iterations
             SLA  5 passed
          Report  .vitest/skillperf/report.json
     note  "a", "b", "c" ran beside another measurement in the same process, and each slowed the other down: take .concurrent off tests that measure"
  `)
})

test.for(laneInTurn())('skillperf/test works without the reporter and the plugin (%s)', async (lane) => {
  const project = createProject(lane, { 'b.test.ts': FIXTURES })
  const { exitCode, stderr } = await runVitest(project, [])
  expect(exitCode, stderr).toBe(0)

  project.write('b.test.ts', FIXTURES.replace("toHaveMaxBelow('1min')", "toHaveMaxBelow('1ns')"))
  const breach = await runVitest(project, [])
  expect(breach.exitCode).toBe(1)
  expect(breach.stderr).toContain('expect(run).toHaveMaxBelow("1ns")   in the test, real clock, ms')
})

const HOOKS = `
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const timeMessage = /only [\\d. ]+ ms are left of the test's timeout of 2 000 ms/

describe('hooks have timeouts of their own', () => {
  beforeEach(async ({ perf }) => {
    await perf.measure('before', { time: 1200 }, () => wait(5))
  })
  afterEach(async ({ perf }) => {
    await perf.measure('after', { time: 1200 }, () => wait(5))
  })
  test('and take nothing from the test', { timeout: 1300 }, async ({ perf }) => {
    await perf.measure('in the test', { time: 300 }, () => wait(5))
  })
})

test('a test that waits has less time left, whenever it takes perf', { timeout: 2000 }, async (context) => {
  await wait(500)
  await expect(context.perf.measure('late', { time: 1700 }, () => wait(5))).rejects.toThrow(timeMessage)
})

test('the default is what is left', { timeout: 3000 }, async (context) => {
  await wait(1500)
  const run = await context.perf.measure('default', () => wait(20))
  expect(run.timeIsUp).toBe(true)
})

test('not inside another', async ({ perf }) => {
  const nested = perf.measure('outer', { iterations: 1 }, () => perf.measure('inner', () => 1))
  await nested
})
`

test.for(laneInTurn())('the time of a test is its own, and not that of its hooks (%s)', async (lane) => {
  const project = createProject(lane, { 'hooks.test.ts': HOOKS })
  const { exitCode, stdout, stderr } = await runVitest(project, ['--reporter=skillperf'])
  expect(exitCode, stdout).toBe(1)
  expect(stdout).toContain('Tests  1 failed | 3 passed')
  expect(stderr).toContain(
    'perf.measure "inner": this is inside an iteration of another measurement, and two at once would disturb each other. Measure one of the two.',
  )
})
