import { expect, test } from 'vitest'
import type { Report } from '../../src/core/report.ts'
import { laneInTurn } from './support/lanes.ts'
import { errorMessages, ourPart } from './support/output.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

/** What each test asserts holds on any machine: who waits is decided by timers, and how many by the seed. */
const TESTS = `
import { expect, test } from 'vitest'

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

test('iterationTimeout', async ({ perf }) => {
  const late = []
  const run = await perf.measure('hangs once', { iterations: 100, iterationTimeout: 100, warmup: 0 }, ({ iteration, signal }) => {
    signal.addEventListener('abort', () => late.push([iteration, signal.reason.message]))
    return iteration === 30 ? new Promise(() => {}) : undefined
  })
  expect(run).toHaveErrorRateBelow('10%')
  expect(run.errors).toBe(1)
  expect(late).toHaveLength(1)
  expect(late[0][0]).toBe(30)
  expect(run.failedSamples[0]).toBeGreaterThanOrEqual(99)
})

test('steady', { timeout: 30_000 }, async ({ perf }) => {
  let calls = 0
  const run = await perf.measure('gets faster', { iterations: 60 }, () => sleep(calls++ < 10 ? 40 : 2))
  expect(run.warmup).toBeGreaterThanOrEqual(10)
  expect(calls).toBe(run.warmup + 60)
})

test('batches', async ({ perf }) => {
  let calls = 0
  const run = await perf.measure('too short', () => void calls++)
  expect(run.batch).toBeGreaterThan(1)
  expect(run.iterations).toBe(run.n * run.batch)
})

test('stall', { timeout: 30_000 }, async ({ perf }) => {
  await perf.measure('stalls once', { iterations: 200, warmup: 0 }, ({ iteration }) => sleep(iteration === 100 ? 1_000 : 1))
})

test('arrivals that are turned away', { timeout: 30_000 }, async ({ perf }) => {
  const run = await perf.measure(
    'crowded',
    { arrival: { rate: 1_000, kind: 'constant' }, maxInFlight: 10, iterations: 60, warmup: 0 },
    () => sleep(200),
  )
  expect(run.dropped).toBeGreaterThan(0)
  expect(run.load).toMatchObject({ kind: 'open' })
  expect(run).not.toHaveP95Below('100ms')
})

test('stages of lanes', { timeout: 30_000 }, async ({ perf }) => {
  let [running, most] = [0, 0]
  const run = await perf.measure(
    'ramp',
    { stages: [{ duration: '0.2s', concurrency: 8 }, { duration: '0.3s', concurrency: 8 }], warmup: 0 },
    async () => {
      most = Math.max(most, ++running)
      await sleep(10)
      running--
    },
  )
  expect(most).toBe(8)
  expect(run.n).toBeGreaterThan(8)
})

test('abortOnFail', { timeout: 60_000 }, async ({ perf }) => {
  await perf.measure('hopeless', { time: '50s', concurrency: 20, sla: { p95: 1 }, abortOnFail: true }, () => sleep(50))
})
`

/** Figures that the machine has a part in: those of notes, and how often something ran. */
const withoutMachine = (text: string): string =>
  text
    .replace(/(?<=^ +! .*)\b\d[\d \u202f.]*(?= (?:ms|ns|arrivals)| \})/gmu, '<figure>')
    .replace(/(?<=^ +ramp .* once {2})\d+/m, '<n>')
    .replace(/(?<=files?, ).*(?= iterations)/, '<n>')

test.for(laneInTurn())('load, budgets and hygiene, as a user writes them (%s)', async (lane) => {
  const project = createProject(lane, { 'a.test.js': TESTS })
  const { stdout, stderr, exitCode } = await runVitest(project, ['--reporter=skillperf'])
  expect(errorMessages(stderr)).toMatchInlineSnapshot(`
    [
      "AssertionError: SLA   hopeless, real clock, ms

    Expected p95  < 1
    Received p95  <figure>  n = 20 · <figures>
    Limit from the \`sla\` of this measurement
    <shape>

    20 of 20 samples took 1 ms or longer (100 %).
    At least 5 % of all iterations do: 95 % sure (sequential test).
    Repeated in 2 of 2 fresh attempts.

    Next step: most iterations are too slow: look at what every one of them does. If it calls tools, mock them with perf.network([…]): this message then names the slowest.",
    ]
  `)
  expect(exitCode).toBe(1)
  expect(withoutMachine(ourPart(stdout))).toMatchInlineSnapshot(`
    " a.test.js
      measurement  clock  load  n  mean ms  p50  p95  p99  per s  errors  SLA  distribution
       hangs once  real  99  …  1  ✓ error rate  <shape>
       gets faster  real  60  …  0  <shape>
       too short  real  300  …  0  <shape>
       stalls once  real  200  …  0  <shape>
       crowded  real  1 000/s constant  60  …  0  ✓ p95  <shape>
       ramp  real  8 → 8 at once  <n>  …  0  <shape>
       hopeless  real  20 at once  20  …  0  ✗ p95  <shape>
       ! too short: each sample is the mean of <figure> iterations, because one is too short for the timer, whose step is <figure> ns.
       ! stalls once: a stall of <figure> ms is in one sample only, because a closed loop starts nothing while it waits. Callers that keep arriving would see a p99 of about <figure> ms instead of <figure> ms: measure with { arrival: { rate: <figure> } }.
       ! crowded: <figure> arrivals were turned away, because \`maxInFlight\` iterations were running.
       ✗ hopeless: p95 <figure> ms, limit < 1 ms, repeated in 2 of 2 fresh attempts
    Measurements  7 in 1 file, <n> iterations, 1 failed
             SLA  1 failed | 2 passed
          Report  .vitest/skillperf/report.json"
  `)
  const report = JSON.parse(project.read('.vitest/skillperf/report.json')) as Report
  const measurements = report.files
    .flatMap(({ tests }) => tests)
    .flatMap(({ tries }) => tries[0]?.measurements ?? [])
  const hopeless = measurements.find(({ name }) => name === 'hopeless')
  expect(hopeless?.elapsedMs).toBeLessThan(20_000)
})
