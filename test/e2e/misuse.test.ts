import { expect, test } from 'vitest'
import { laneInTurn } from './support/lanes.ts'
import { errorMessages } from './support/output.ts'
import { createProject } from './support/project.ts'
import { runVitest } from './support/run-vitest.ts'

const MISUSES = `
import { expect, test } from 'vitest'
const work = () => Promise.resolve(1)
const few = (perf) => perf.measure('few', { iterations: 5 }, work)
const fails = (perf, options = {}) =>
  perf.measure('failing', { iterations: 40, warmup: 0, ...options }, ({ iteration }) => {
    if (iteration % 4 !== 1) throw new TypeError('no answer from https://user:pass@api.example/?key=abc')
  })

test('unknown option', ({ perf }) => perf.measure('a', { iteration: 3 }, work))
test('no iterations', ({ perf }) => perf.measure('a', { iterations: 0 }, work))
test('half an iteration', ({ perf }) => perf.measure('a', { iterations: 1.5 }, work))
test('no time', ({ perf }) => perf.measure('a', { time: -5 }, work))
test('a time without a unit', ({ perf }) => perf.measure('a', { time: '500' }, work))
test('an unknown unit', ({ perf }) => perf.measure('a', { time: '5 parsecs' }, work))
test('more at once than in all', ({ perf }) => perf.measure('a', { iterations: 5, concurrency: 10 }, work))
test('an unknown clock', ({ perf }) => perf.measure('a', { clock: 'atomic' }, work))
test('an empty SLA', ({ perf }) => perf.measure('a', { sla: {} }, work))
test('two kinds of load', ({ perf }) => perf.measure('a', { concurrency: 2, arrival: { rate: 50 } }, work))
test('no arrivals', ({ perf }) => perf.measure('a', { arrival: { rate: 0 } }, work))
test('a stage that goes backwards', ({ perf }) => perf.measure('a', { stages: [{ duration: -5, rate: 50 }] }, work))
test('stages that cannot fit', { timeout: 2000 }, ({ perf }) =>
  perf.measure('a', { stages: [{ duration: '1min', rate: 50 }] }, work))
test('an SLA that so few iterations cannot decide', ({ perf }) =>
  perf.measure('a', { iterations: 20, sla: { p95: 100 } }, work))
test('no function', ({ perf }) => perf.measure('a', { iterations: 3 }, work()))
test('no name', ({ perf }) => perf.measure('', work))
test('options that are none', ({ perf }) => perf.measure('a', 300, work))
test('a hook that is none', ({ perf }) => perf.measure('a', { beforeEach: true }, work))
test('two of one name', async ({ perf }) => {
  await perf.measure('a', work)
  await perf.measure('a', work)
})
test('two at once', async ({ perf }) => {
  await Promise.all([perf.measure('a', work), perf.measure('b', work)])
})
test('a time that cannot fit', { timeout: 2000 }, ({ perf }) => perf.measure('a', { time: '5s' }, work))
test('iterations that cannot fit', { timeout: 2000 }, ({ perf }) =>
  perf.measure('a', { iterations: 1000, warmup: 0 }, () => new Promise((resolve) => setTimeout(resolve, 50))))
test('an iteration that hangs', { timeout: 300 }, ({ perf }) =>
  perf.measure('a', { iterations: 5, warmup: 0 }, ({ iteration }) => iteration < 2 || new Promise(() => {})))
test('a hook that throws', ({ perf }) =>
  perf.measure('a', { beforeEach() { throw new Error('hook failed') } }, work))

test('a negative limit', async ({ perf }) => expect(await perf.measure('a', work)).toHaveP95Below(-5))
test('a limit that is no number', async ({ perf }) => expect(await perf.measure('a', work)).toHaveP95Below(NaN))
test('an unparsable limit', async ({ perf }) => expect(await perf.measure('a', work)).toHaveP95Below('fast'))
test('a share above one', async ({ perf }) => expect(await perf.measure('a', work)).toHaveErrorRateBelow(5))
test('a percentile as a share', async ({ perf }) => expect(await perf.measure('a', work)).toHavePercentileBelow(0.95, 100))
test('a rate of nothing', async ({ perf }) => expect(await perf.measure('a', work)).toHaveThroughputAbove('0/s'))
test('a function', () => expect(work).toHaveP95Below(100))
test('a promise', ({ perf }) => expect(Promise.resolve()).toHaveMeanBelow(100))
test('a number', () => expect(17).toHaveMaxBelow('1s'))
test('too few samples', async ({ perf }) => expect(await few(perf)).toHaveP95Below(100))
test('too few samples, negated', async ({ perf }) => expect(await few(perf)).not.toHaveP99Below(100))
test('no samples', async ({ perf }) => {
  const run = await perf.measure('none', { iterations: 5 }, () => { throw new RangeError('always') })
  expect(run).toHaveP50Below(100)
})

test('errors that no limit covers', async ({ perf }) => void (await fails(perf)))
test('errors above the limit', async ({ perf }) => expect(await fails(perf)).toHaveErrorRateBelow('50%'))
test('errors below the limit are fine', async ({ perf }) => expect(await fails(perf)).toHaveErrorRateBelow('95%'))
test('errors that an SLA covers are fine', async ({ perf }) => void (await fails(perf, { sla: { errorRate: 0.95 } })))
test('an SLA that is broken', async ({ perf }) => void (await fails(perf, { clock: 'virtual', sla: { errorRate: 0.5 } })))
`

test.for(laneInTurn('vitest-5'))('every wrong call says what to write instead (%s)', async (lane) => {
  const project = createProject(lane, { 'misuse.test.ts': MISUSES })
  const { exitCode, stderr, stdout } = await runVitest(project, ['--reporter=skillperf'])
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/Tests {2}39 failed \| 2 passed \(41\)/)
  const messages = errorMessages(stderr).map((message) =>
    message.replace(/\d[\d ]*(?:\.\d+)? ms|(?<=timeout: )\d+_000/g, '<ms>'),
  )
  expect(messages.join('\n\n')).toMatchInlineSnapshot(`
    "SkillperfError: perf.measure "a": unknown option \`iteration\`. Did you mean \`iterations\`? Known: clock, realIO, cpu, maxVirtual, now, iterations, time, warmup, concurrency, arrival, stages, maxInFlight, sla, slo, abortOnFail, iterationTimeout, seed, beforeEach, afterEach, profile, memory, spans, baseline.

    SkillperfError: perf.measure "a": \`iterations\` must be a whole number from 1 up, received 0. Leave it out for as many as it takes.

    SkillperfError: perf.measure "a": \`iterations\` must be a whole number from 1 up, received 1.5. Leave it out for as many as it takes.

    SkillperfError: perf.measure "a": \`time\` must be above <ms> and finite, received -5. Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'.

    SkillperfError: perf.measure "a": \`time\` has no unit, received "500". Write '500ms', or the number 500.

    SkillperfError: perf.measure "a": \`time\` must be a number with one of the units ns, µs, ms, s, min, h, received "5 parsecs". Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'.

    SkillperfError: perf.measure "a": \`concurrency\` must not be above \`iterations\` (5), received 10. Run more iterations, or fewer at once.

    SkillperfError: perf.measure "a": \`clock\` must be one of "real", "virtual", received "atomic". Write one of these, or leave \`clock\` out.

    SkillperfError: perf.measure "a" \`sla\`: an SLA needs at least one limit. Write for example { p95: 1500, errorRate: 0.01 }.

    SkillperfError: perf.measure "a": \`concurrency\` and \`arrival\` contradict each other: a loop is closed, or its iterations arrive on their own. Leave one of them out.

    SkillperfError: perf.measure "a" \`arrival\`: \`rate\` must be above 0 per second and finite, received 0. Write a number per second, such as 50, or a string such as '50/s' or '3000/min'.

    SkillperfError: perf.measure "a" \`stages\` [0]: \`duration\` must be above <ms> and finite, received -5. Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'.

    SkillperfError: perf.measure "a": \`stages\` take <ms>, but only <ms> are left of the test's timeout of <ms>. Give the test more, test(name, { timeout: <ms> }, fn), or the measurement less.

    SkillperfError: perf.measure "a" \`sla\`: the p95 can never be known from 20 iterations: it needs at least 59. Write { iterations: 59 } or more, or leave \`iterations\` out: it then runs until the limit is decided.

    SkillperfError: perf.measure "a": \`fn\` must be a function, received an instance of Promise. Write perf.measure(name, () => research(query)): a function to call, not its result.

    SkillperfError: perf.measure: the first argument must be a function, or a name that is not empty, received "". Write perf.measure(fn), perf.measure(name, fn) or perf.measure(name, { iterations: 300 }, fn).

    SkillperfError: perf.measure "a": options must be a plain object, received 300. Write perf.measure(name, { iterations: 300 }, fn).

    SkillperfError: perf.measure "a": \`beforeEach\` must be a function, received true. Write { beforeEach: () => { … } }.

    SkillperfError: perf.measure: this test has a measurement named "a" already, and reports tell measurements apart by name. Give this one a name of its own: perf.measure(name, fn).

    SkillperfError: perf.measure "b": "a" is still being measured, and two at once would disturb each other. Await the first before the second.

    SkillperfError: perf.measure "a": \`time\` is <ms>, but only <ms> are left of the test's timeout of <ms>. Give the test more, test(name, { timeout: <ms> }, fn), or the measurement less.

    SkillperfError: perf.measure "a": 1000 iterations of <ms> or more need <ms>, but the test's timeout of <ms> left <ms>. Give the test more, test(name, { timeout: <ms> }, fn), or run fewer iterations.

    SkillperfError: perf.measure "a": did not finish within the test's timeout of <ms>: 2 iterations were done, and iteration 2 had been running for <ms>. Give the test more time, test(name, { timeout: <ms> }, fn), or measure fewer iterations; an iteration that hangs can watch \`signal\`.

    Error: hook failed

    SkillperfError: toHaveP95Below: the limit must be above <ms> and finite, received -5. Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'.

    SkillperfError: toHaveP95Below: the limit must be above <ms> and finite, received NaN. Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'.

    SkillperfError: toHaveP95Below: the limit must be a number with one of the units ns, µs, ms, s, min, h, received "fast". Write a number of milliseconds, such as 1500, or a string with a unit, such as '1.5s'.

    SkillperfError: toHaveErrorRateBelow: the limit is a share up to 1, received 5. 5 % is 0.05. Write a share up to 1, such as 0.01, or a percentage, such as '1%'.

    SkillperfError: toHavePercentileBelow: percentiles go from 0 to 100, received 0.95. Did you mean 95?

    SkillperfError: toHaveThroughputAbove: the limit must be above 0 per second and finite, received "0/s". Write a number per second, such as 50, or a string such as '50/s' or '3000/min'.

    SkillperfError: toHaveP95Below judges a measurement, received function work. Measure first:

      const run = await perf.measure(work)
      expect(run).toHaveP95Below(100)

    SkillperfError: toHaveMeanBelow judges a measurement, received a promise. Await it first:

      const run = await perf.measure(…)
      expect(run).toHaveMeanBelow(100)

    SkillperfError: toHaveMaxBelow judges a measurement, received 17. Measure first:

      const run = await perf.measure(fn)
      expect(run).toHaveMaxBelow("1s")

    SkillperfError: toHaveP95Below: the p95 of 5 samples is not known: it needs at least 59. Run "few" with { iterations: 59 } or more.

    SkillperfError: toHaveP99Below: the p99 of 5 samples is not known: it needs at least 299. Run "few" with { iterations: 299 } or more.

    SkillperfError: toHaveP50Below: "none" has no samples: all 5 iterations failed. Repair the first error, shown as the cause.

    Caused by: RangeError: always

    SkillperfError: 30 of 40 iterations of "failing" failed (75 %).
    First, in iteration 0: TypeError: no answer from https://[redacted]@api.example/?key=[redacted]
    Repair it, or say how many failures are fine: expect(run).toHaveErrorRateBelow(0.05)

    Caused by: TypeError: no answer from https://[redacted]@api.example/?key=[redacted]

    AssertionError: expect(run).toHaveErrorRateBelow("50%")   failing, real clock

    Expected error rate  < 50 %
    Received error rate    75 %
    <shape>

    At least 50 % of all iterations fail: 99.5 % sure (exact binomial bound).
    Repeated in 2 of 2 fresh attempts.

    30 of 40 iterations failed (75 %); first, in iteration 0: TypeError: no answer from https://[redacted]@api.example/?key=[redacted]

    AssertionError: SLA   failing, virtual clock

    Expected error rate  < 50 %
    Received error rate    75 %
    Limit from the \`sla\` of this measurement
    █

    30 of 40 iterations failed (75 %); first, in iteration 0: TypeError: no answer from https://[redacted]@api.example/?key=[redacted]

    Replay  seed 1"
  `)
  expect(stdout + stderr + project.read('.vitest/skillperf/report.json')).not.toMatch(/pass@|key=abc/)
})
